"""A list that a script of the page asks for: ``$.ajax({url, data: {channelId: "8", pageNo: p}})``.

What is asked is said by :mod:`nianbao.fetch.flavours.asking`; here it is turned page by page.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

from nianbao.fetch.entries import Way, way_of
from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.asking import page_field, questions
from nianbao.fetch.flavours.rewriting import field_of, form_with, query_with


def begin(sheet: Sheet) -> Paging | None:
    """The first call that can be understood, on a page that lists nothing itself, or more than it can show; lists
    before other interfaces."""
    if sheet.entries and not sheet.unturned:
        return None
    asked = list(questions(sheet))
    best = next((question for question in asked if question.lists), asked[0] if asked else None)
    if best is None:
        return None
    noted = Way(sheet.url, way_of(sheet.source), best.turned).noted("ajax")
    return Paging(Step(best.url, 1, best.form, noted), fresh_start=True)


def onward(step: Step, found: int) -> Paging:
    """The next number of the page."""
    turned = Way.of(step.flavour).turned
    if turned:
        return Paging(Step(turned.replace("{page}", str(step.page + 1)), step.page + 1, None, step.flavour))
    if step.form is not None and step.form.startswith("{"):
        return _onward_in_json(step, json.loads(step.form))
    asked = step.form if step.form is not None else urlsplit(step.url).query
    name = page_field(dict(parse_qsl(asked, keep_blank_values=True)))
    if name is None:
        return Paging(None)
    number = {name: str(field_of(asked, name, 1) + 1)}
    if step.form is not None:
        return Paging(Step(step.url, step.page + 1, form_with(step.form, **number), step.flavour))
    return Paging(Step(query_with(step.url, **number), step.page + 1, None, step.flavour))


def _onward_in_json(step: Step, fields: dict[str, str | int]) -> Paging:
    name = page_field(fields)
    if name is None or not str(fields[name]).isdigit():
        return Paging(None)
    number = int(fields[name]) + 1
    following = {**fields, name: number if isinstance(fields[name], int) else str(number)}
    return Paging(Step(step.url, step.page + 1, json.dumps(following, ensure_ascii=False), step.flavour))
