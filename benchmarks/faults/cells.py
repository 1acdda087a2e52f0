"""Ways to break a rule in the cells of a consistent report. A planter gives False where it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from nianbao.codebook import load_edition
from nianbao.extract import Extracted
from nianbao.model import Figure
from tests.factory import Cell, Draft, ReportSpec
from tests.factory.figures import Number

Plant = Callable[[Draft, ReportSpec, Random], bool]
Spoil = Callable[[Extracted, Random], bool]

FORM = load_edition("2021")


def cell_of(made: Draft, key: str) -> Cell | None:
    return next((cell for grid in made.grids() for cell in grid.figures() if cell.key == key), None)


def slip(value: int, rng: Random) -> int:
    """Another number, as a hand makes it from this one."""
    text = str(value)
    ways = [value + rng.choice([1, 2, 3, 10]), int(text + rng.choice(text)), value + rng.randint(1, 99)]
    if len(text) > 1:
        ways += [int(text[1] + text[0] + text[2:]), int(text[:-1]), int(text[0] + text)]
    other = rng.choice(ways)
    return other if other != value else value + 1


def change(made: Draft, key: str, value: Number | str) -> bool:
    cell = cell_of(made, key)
    if cell is None or cell.text == str(value):
        return False
    cell.text = str(value)
    return True


def break_tie(tie_id: str) -> Plant:
    """Another number in any cell of one instance of the tie."""

    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        ties = [tie for tie in load_edition(spec.edition).ties if tie.id == tie_id]
        keys = [term.key for term in rng.choice(ties).terms if term.key in spec.figures] if ties else []
        if not keys:
            return False
        key = rng.choice(keys)
        return change(made, key, slip(int(spec.figures[key]), rng))

    return plant


def stock(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    row = "proactive.normative_documents"
    gain = rng.randint(5, 90)
    return (
        change(made, f"{row}.issued", gain + 3)
        and (change(made, f"{row}.repealed", 3) or True)
        and change(made, f"{row}.in_force", gain - rng.randint(1, 4))
    )


def blank_total(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    rows = [key for key, value in spec.figures.items() if key.endswith("@total") and value]
    return bool(rows) and change(made, rng.choice(rows), "")


def parts_exceed(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """A zero left blank, and another part of the row larger than its total."""
    rows = [key.partition("@")[0] for key, value in spec.figures.items() if key.endswith("@business") and value == 0]
    rows = [row for row in rows if spec.figures[f"{row}@natural_person"]]
    if not rows:
        return False
    row = rng.choice(rows)
    more = int(spec.figures[f"{row}@total"]) + rng.randint(1, 40)
    return change(made, f"{row}@business", "") and change(made, f"{row}@natural_person", more)


def number_as(text: Callable[[Random], str]) -> Plant:
    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        keys = [key for key in spec.figures if "@" in key or key.endswith(".decisions")]
        return change(made, rng.choice(keys), text(rng))

    return plant


def rules_of_a_county(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return change(made, "proactive.regulations.in_force", rng.randint(1, 40))


def fees_in_yuan(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return change(made, "proactive.admin_fees.amount", rng.randint(60, 5000) * 10_000)


def blank_table(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    for cell in made.grid(rng.choice(["t3", "t4"])).figures():
        cell.text = ""
    return True


def blank_cells(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    cells = list(made.grid("t3").figures())
    for cell in rng.sample(cells, 9):
        cell.text = ""
    return True


def placeholders(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    cells = [cell for cell in made.grid("t4").figures() if cell.key and not cell.key.endswith("total")]
    for cell, mark in zip(rng.sample(cells, 4), ("/", "-", "/", "—"), strict=True):
        cell.text = mark
    return True


def subtotal(extracted: Extracted, rng: Random) -> bool:
    """A subtotal printed beside its parts, one off."""
    report = extracted.report
    values = {f.key: f.value for f in report.figures if f.origin == "table" and f.value is not None}
    derived = [d for key, d in FORM.derived.items() if "@" in key and all(part in values for part in d.parts)]
    if not derived:
        return False
    chosen = rng.choice(derived)
    value = sum(values[part] or 0 for part in chosen.parts) + rng.randint(1, 9)
    report.figures.append(Figure(chosen.key, value, "value", "件", str(value), "table"))
    return True


def old_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return spec.single_other


def unreadable(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    keys = [key for key in spec.figures if "@" in key]
    return change(made, rng.choice(keys), rng.choice(["1l", "3?", "二O", "12 3件半", "#REF!"]))


def local_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """A row that the form does not have."""
    grid = made.grid("t3")
    like = grid.slots[grid.figure_rows()[-1]]
    grid.slots.append([Cell("五、其他需要说明的件数")] * 3 + [Cell(str(rng.randint(1, 99))) for _ in like[3:]])
    return True


def doubled_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """One row twice, the second with other figures."""
    grid = made.grid("t3")
    at = rng.choice(grid.figure_rows()[2:])
    again = [cell if cell.key is None else Cell(str(int(cell.text) + 1)) for cell in grid.slots[at]]
    grid.slots.insert(at + 1, again)
    return True
