"""Pure functions on strings: folding for comparison, numerals, dates. No meaning, no files."""
