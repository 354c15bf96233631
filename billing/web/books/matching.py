"""The page on which columns are matched to fields: what it shows, and what was chosen on it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from billing.files.days import DateForm
from billing.files.values import NumberForm
from billing.kinds import Kind
from billing.models import Import
from billing.problems import Problem
from billing.services.importing.gathering import shown
from billing.services.importing.plan import Options, recognisers
from billing.services.importing.sampling import Sample, forms_of
from billing.services.importing.table import TableColumn, columns_of

EXAMPLES, LONGEST = 3, 60
NOT_READ = (
    "Not read: Tieout works this out itself, and no file sets it. "
    "If the column is to count, choose a field above this group."
)
BY_WORDS = {
    "id": "their ID",
    "number": "their number",
    "name": "their name",
    "code": "their code",
    "reference": "their reference",
    "day": "currency and day",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One column of the file on the page."""

    key: str
    title: str
    examples: list[str]
    chosen: str
    errors: list[str]
    note: str = ""


def chosen_in(posted: QueryDict, row: Import) -> tuple[dict[str, str], Options]:
    """Read what was chosen."""
    matching = {title: posted.get(f"column-{at}", "") for at, title in enumerate(row.titles)}
    kept = {
        "numbers": _one(posted, "numbers", {form.value for form in NumberForm}),
        "dates": _one(posted, "dates", {form.value for form in DateForm}),
        "updates": posted.get("mode") == "update",
        "by": _one(posted, "by", set(recognisers(row.of))) or "id",
        "clears": posted.get("empty") == "clear",
        "sheet": row.options.get("sheet", ""),
    }
    return matching, Options.read(kept)


def with_forms(
    row: Import, sample: Sample, matching: dict[str, str], options: Options
) -> tuple[Options, list[Problem]]:
    """Fill in the forms of numbers and dates that the file proves; say which a person must choose."""
    kept, problems = options.kept(), []
    for name, found in forms_of(row.of, sample, row.titles, matching).items():
        if found is not None:
            kept[name] = found or kept[name]
        elif not kept[name]:
            problems.append(Problem(field=name, message=OPEN[name], code="ambiguous"))
    return Options.read(kept), problems


OPEN = {
    "numbers": "The numbers in this file can be read in two ways. Say which is meant.",
    "dates": "The dates in this file can be read in two ways. Say which is meant.",
}
FORMS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "numbers": (
        "How numbers are written",
        [
            (NumberForm.POINT.value, "1,234.56: a point before the decimals"),
            (NumberForm.COMMA.value, "1.234,56: a comma before the decimals"),
        ],
    ),
    "dates": (
        "How dates are written",
        [
            (DateForm.DAY_FIRST.value, "31/01/2026: the day first"),
            (DateForm.MONTH_FIRST.value, "01/31/2026: the month first"),
        ],
    ),
}


def context_of(
    row: Import,
    sample: Sample,
    matching: dict[str, str],
    options: Options,
    problems: list[Problem],
) -> dict[str, Any]:
    """Return what the page prints."""
    kind, open_forms = row.of, forms_of(row.of, sample, row.titles, matching)
    return {
        "kind": kind,
        "row": row,
        "titles": [_title(row, at, sample, matching, problems) for at in range(len(row.titles))],
        "choices": _choices(kind),
        "options": options,
        "ways": [(way, BY_WORDS[way]) for way in recognisers(kind)],
        "forms": [
            {
                "name": name,
                "label": FORMS[name][0],
                "choices": FORMS[name][1],
                "chosen": options.kept()[name],
                "errors": _errors(problems, name),
            }
            for name, found in open_forms.items()
            if found is None
        ],
        "sheet": row.options.get("sheet", ""),
        "problems": problems,
        "others": [each.message for each in problems if each.field in {"", "by"}],
    }


def _title(row: Import, at: int, sample: Sample, matching: dict[str, str], problems: list[Problem]) -> Title:
    title = row.titles[at]
    examples = dict.fromkeys(shown(cell)[:LONGEST] for cell in sample.cells(at))
    chosen = matching.get(title, "")
    column = next((each for each in columns_of(row.of) if each.name == chosen), None)
    return Title(
        key=f"column-{at}",
        title=title,
        examples=list(examples)[:EXAMPLES],
        chosen=chosen,
        errors=_errors(problems, title),
        note=NOT_READ if column and column.role == "shown" else "",
    )


def _choices(kind: Kind) -> list[tuple[str, list[TableColumn]]]:
    """Return the fields one may choose, in groups."""
    columns = columns_of(kind)
    own = [each for each in columns if each.role == "field" and not each.group]
    inner = [each for each in columns if each.group and each.role != "shown"]
    known = [each for each in columns if each.role in {"id", "version", "group"} and not each.group]
    read_only = [each for each in columns if each.role == "shown"]
    groups = [
        (kind.label.capitalize(), own),
        ("In each row", inner),
        ("To know it again", known),
        ("Kept by Tieout, not read", read_only),
    ]
    return [(label, each) for label, each in groups if each]


def _errors(problems: list[Problem], field: str) -> list[str]:
    return [problem.message for problem in problems if problem.field == field]


def _one(posted: QueryDict, name: str, among: set[str]) -> str:
    value = str(posted.get(name, ""))
    return value if value in among else ""
