"""Reports and findings -> bytes: JSON, CSV, a page on the terminal. Nothing is computed here."""
