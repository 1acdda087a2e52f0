"""Test documents: one description of figures and sentences in, documents of every format and truth out."""
