"""The review page: the published document on one side, its figures and findings on the other, decisions that last.

Needs the packages of ``nianbao[review]``; loaded by ``nianbao serve`` only.
"""
