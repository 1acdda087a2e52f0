"""Faults planted in consistent reports: what is found, what is missed, and what is said without cause."""
