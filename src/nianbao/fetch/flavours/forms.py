"""The forms of a page, as they would be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_FORM = re.compile(r"(?is)<form\b[^<>]*>(?:(?!<form\b).)*?(?:</form>|\Z)")
_TAG = re.compile(r"(?is)<form\b[^<>]*>")
_INPUT = re.compile(r"(?is)<input\b[^<>]*>")
_ATTRIBUTE = re.compile(r"(?i)\b(type|name|id|value|action|method)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SENT = {"hidden", "text", "number", ""}


@dataclass(slots=True)
class Form:
    """Where a form goes and what it carries: hidden fields and those of text, as they stand."""

    action: str
    posts: bool
    fields: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)
    """Name of a field by its id."""

    def named(self, key: str) -> str:
        """The name of the field that a script calls by name or id."""
        return key if key in self.fields else self.ids.get(key, key)


def forms(source: str) -> list[Form]:
    """Every form of the page, in order."""
    return [_form(found[0]) for found in _FORM.finditer(source)]


def form_with_field(source: str, key: str) -> Form | None:
    """The form that has a field of this name or id."""
    return next((form for form in forms(source) if key in form.fields or key in form.ids), None)


def hidden_fields(source: str) -> dict[str, str]:
    """All hidden fields of a page that is one form."""
    inputs = map(attributes, _INPUT.findall(source))
    return {i["name"]: i.get("value", "") for i in inputs if i.get("type", "").lower() == "hidden" and i.get("name")}


def first_action(source: str) -> str:
    """Where the page's first form goes; empty for the page itself."""
    form = _TAG.search(source)
    return attributes(form[0]).get("action", "") if form else ""


def _form(markup: str) -> Form:
    head = attributes(_TAG.search(markup)[0])  # type: ignore[index]  # it begins with the tag
    inputs = [i for i in map(attributes, _INPUT.findall(markup)) if i.get("type", "").lower() in _SENT]
    named = [i for i in inputs if i.get("name")]
    return Form(
        head.get("action", ""),
        head.get("method", "").lower() == "post",
        {i["name"]: i.get("value", "") for i in named},
        {i["id"]: i["name"] for i in named if i.get("id")},
    )


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag that matter to a form."""
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
