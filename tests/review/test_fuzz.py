"""Whatever stands in an address or a form: a page that says what is wrong, never a fault of the server."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nianbao.review.app import create_app
from nianbao.store.store import open_store
from tests.review.conftest import Served

_ODD = [
    "",
    "0",
    "-1",
    "1",
    "2",
    "999999999999999999999999",
    "abc",
    "é漢字",
    "'",
    '"',
    "%",
    "..",
    "\0",
    "1;--",
    "NaN",
    "１",
]
_VALUES = st.one_of(st.sampled_from(_ODD), st.text(max_size=30))
_QUERY = [
    *("q", "year", "division", "level", "kind", "edition", "severity", "code", "open", "doubtful", "unreadable"),
    *("sort", "page", "name", "left", "right", "all", "as", "back", "token"),
]
_FIELDS = ["csrf", "subject", "digest", "revision", "verdict", "reason", "value", "state", "name", "back", "files"]


def _routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """(method, path template) of everything the application offers."""
    with open_store(tmp_path_factory.mktemp("routes") / "s.sqlite", create=True) as store:
        paths: dict[str, dict[str, Any]] = create_app(store).openapi()["paths"]
    return sorted((method.upper(), path) for path, methods in paths.items() for method in methods)


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    found = _routes(tmp_path_factory)
    assert len(found) > 15
    return found


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_address_and_no_form_is_answered_with_a_fault_of_the_server(
    served: Served, routes: list[tuple[str, str]], data: st.DataObject
) -> None:
    method, template = data.draw(st.sampled_from(routes))
    path = template
    while "{" in path:
        before, _, rest = path.partition("{")
        value = data.draw(_VALUES)
        path = before + quote(_sendable(value), safe="") + rest.partition("}")[2]
    query = data.draw(st.dictionaries(st.sampled_from(_QUERY), _VALUES, max_size=5))
    params = {name: _sendable(value) for name, value in query.items()}
    if method == "GET":
        response = served.client.get(path, params=params)
    else:
        form = data.draw(st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=7))
        fields = {name: _sendable(value) for name, value in form.items()}
        if data.draw(st.booleans()):
            fields["csrf"] = served.csrf()
        response = served.client.post(path, params=params, data=fields)
    assert response.status_code < 500, (method, path, params, response.text[:300])
