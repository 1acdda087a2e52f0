"""An audit as an office passes it on: a workbook, one letter for each unit, one page. Nothing is computed here."""
