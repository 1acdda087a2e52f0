"""The worked notebook runs from its first cell to its last, and shows what it says."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.filterwarnings("ignore")  # of Jupyter's own
def test_the_worked_notebook_runs(root: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    path = root / "docs" / "panel.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert all(not cell.get("outputs") for cell in notebook.cells), "keep the notebook without outputs"
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    said = "".join(out.get("text", "") for cell in notebook.cells for out in cell.get("outputs", []))
    assert "13 reports, 0 could not be read" in said
    assert "not_comparable" in said
    assert "as published     [14.0]" in said and "with corrections [15.0]" in said
    assert not any(out.output_type == "error" for cell in notebook.cells for out in cell.get("outputs", []))
