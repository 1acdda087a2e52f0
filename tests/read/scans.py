"""What the tests of scans share: the extra may be absent elsewhere, and may not be in CI."""

from __future__ import annotations

import os

import pytest

from nianbao.read.scan.installed import is_installed


def require_ocr() -> None:
    """Skip with the reason where scans cannot be read; in CI that is a failure."""
    if is_installed():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("the extra nianbao[ocr] must be installed in CI")
    pytest.skip('scans need the extra: pip install "nianbao[ocr]"')
