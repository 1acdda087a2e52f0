"""The sign for what is printed and cannot be known."""

UNKNOWN = "\ufffd"
"""Stands for something printed whose meaning the file does not give: seen, and said to be unreadable."""
