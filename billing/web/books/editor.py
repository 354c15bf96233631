"""The form of a record: its fields with what stands in them, and what was typed read back into values.

It shapes only. What is right is judged by the services, and their problems come back to the fields by path.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DecimalField, Field, ForeignKey
from django.http import QueryDict

from billing.kinds import Kind
from billing.models import Record
from billing.problems import Problem
from billing.registers import register_of
from billing.text import whole_number
from billing.web.books.layouts import layout_of
from billing.web.books.typed import NONE, Typed, form_of, kind_of

# Left empty on something new, these are filled in by the settings or by who it is for.
USUAL = {"terms", "deposit_account", "paid_from"}
BLANK_ROWS = 2
# Of more than these nobody chooses from a list: they are searched while one types.
CHOICES = 500
USUAL_TAX = ("", "Usual tax")
NO_TAX = "No tax"


@dataclass(kw_only=True)
class Control:
    """One field as it stands in the form."""

    name: str
    path: str
    label: str
    form: str
    value: Any = ""
    text: str = ""
    help: str = ""
    required: bool = False
    max_length: int | None = None
    choices: Sequence[tuple[str, str]] = ()
    lookup_kind: Kind | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Row:
    """One child in the form: a line, a contact, a rate."""

    index: str
    id: str
    controls: dict[str, Control]
    amount: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Group:
    name: str
    label: str
    rows: list[Row]
    blank: Row


class Editor:
    """A form over the register of a kind: `values` say what stands in it, `posted` what was typed."""

    def __init__(
        self,
        kind: Kind,
        *,
        values: Mapping[str, Any],
        posted: QueryDict | None = None,
        problems: Iterable[Problem] = (),
        is_new: bool = True,
        known: Collection[str] = (),
    ) -> None:
        self.kind, self.register, self.posted, self.is_new = kind, register_of(kind), posted, is_new
        self._values = values
        self._options: dict[Any, list[tuple[str, str]]] = {}
        self.typed = Typed(self.register, posted, is_new=is_new, known=known) if posted is not None else None
        self._errors: dict[str, list[str]] = {}
        for problem in problems:
            self._errors.setdefault(self._place(problem.field), []).append(problem.message)

    # -- what is shown -----------------------------------------------------------------------------

    def sections(self) -> list[tuple[str, list[Control]]]:
        return [
            (title, [self._control(name, self.register.field(name), self._values, "") for name in names])
            for title, names in layout_of(self.kind)
        ]

    def groups(self) -> list[Group]:
        return [self._group(name) for name in (group.name for group in self.register.children)]

    def other_errors(self) -> list[str]:
        """Return the problems that belong to no field of the form."""
        shown = {control.path for _, controls in self.sections() for control in controls}
        for group in self.groups():
            shown |= {control.path for row in group.rows for control in row.controls.values()}
        return [text for path, texts in self._errors.items() if path not in shown for text in texts]

    def _group(self, name: str) -> Group:
        group = self.register.group(name)
        if self.typed is not None:
            indexes = [str(index) for index in range(self.typed.count(name))]
            rows = [self._row(name, index, {}) for index in indexes]
        else:
            given: Sequence[Mapping[str, Any]] = self._values.get(name) or []
            rows = [self._row(name, str(index), values) for index, values in enumerate(given)]
            start = len(rows)
            rows += [self._row(name, str(start + extra), {}) for extra in range(BLANK_ROWS)]
        return Group(name=name, label=group.label, rows=rows, blank=self._row(name, "__", {}, blank=True))

    def _row(self, name: str, index: str, values: Mapping[str, Any], *, blank: bool = False) -> Row:
        group = self.register.group(name)
        prefix = f"{name}-{index}-"
        typed = self.typed if not blank else None
        row_id = typed.row_id(name, index) if typed is not None else str(values.get("id", ""))
        controls = {
            column: self._control(column, group.field(column), values, prefix, blank=blank)
            for column in group.fields
        }
        tax = controls.get("tax_code")
        if row_id and tax is not None:
            # A line that stands has its tax; the usual one is filled in on new lines alone.
            tax.choices = [choice for choice in tax.choices if choice != USUAL_TAX]
        return Row(
            index=index, id=row_id, controls=controls, amount=str(values.get("amount", "")),
            errors=self._errors.get(f"{name}.{index}", []),
        )  # fmt: skip

    def _control(
        self,
        name: str,
        column: "Field[Any, Any]",
        values: Mapping[str, Any],
        prefix: str,
        *,
        blank: bool = False,
    ) -> Control:
        html = f"{prefix}{name}"
        control = Control(
            name=html,
            path=html.replace("-", ".") if prefix else name,
            label=str(column.verbose_name).capitalize(),
            form=self._form_of(column),
            help="" if prefix else str(column.help_text),
            required=not column.blank and not column.null and not isinstance(column, BooleanField),
            max_length=column.max_length,
        )
        control.errors = [] if blank else self._errors.get(control.path, [])
        self._put_value(control, name, column, values, blank=blank)
        return control

    def _form_of(self, column: "Field[Any, Any]") -> str:
        form = form_of(column)
        is_long = form == "select" and isinstance(column, ForeignKey) and len(self._active(column)) > CHOICES
        return "lookup" if is_long else form

    def _put_value(
        self,
        control: Control,
        name: str,
        column: "Field[Any, Any]",
        values: Mapping[str, Any],
        *,
        blank: bool,
    ) -> None:
        posted = None if blank else self.posted
        if posted is not None:
            control.value = posted.get(control.name, "")
            control.text = control.value
        elif name in values:
            self._put_known(control, name, values)
        elif column.has_default() and not isinstance(column, ForeignKey):
            default = column.get_default()
            control.value = "" if isinstance(column, DecimalField) or default is None else default
        if control.form == "check":
            control.value = control.value in {True, "on", "true"}
        elif control.form == "lookup":
            control.lookup_kind = kind_of(column)
            control.value = posted.get(f"{control.name}_id", "") if posted is not None else control.value
            control.label += f", or {NONE} for no tax" if _is_tax_of_line(control, name) else ""
        elif control.form == "select":
            control.choices = self._choices(name, column, control)

    def _put_known(self, control: Control, name: str, values: Mapping[str, Any]) -> None:
        value = values[name]
        control.value = value.isoformat() if isinstance(value, date) else "" if value is None else value
        control.text = str(values.get(f"{name}_name", "") or "")
        if value is None and _is_tax_of_line(control, name):
            control.value, control.text = NONE, NO_TAX

    def _active(self, column: "Field[Any, Any]") -> list[tuple[str, str]]:
        """Return what a reference may name, or one more than a list can be chosen from."""
        model: Any = column.related_model
        if model not in self._options:
            rows: list[Record] = list(
                model.objects.filter(is_active=True).order_by("sort_key")[: CHOICES + 1]
            )
            self._options[model] = [(str(row.pk), row.label) for row in rows]
        return self._options[model]

    def _choices(self, name: str, column: "Field[Any, Any]", control: Control) -> list[tuple[str, str]]:
        if not isinstance(column, ForeignKey):
            return [(str(key), str(label)) for key, label in column.flatchoices]
        model: Any = column.related_model
        options, value = self._active(column), control.value
        if value and value != NONE and str(value) not in dict(options):
            options = [*options, *((str(row.pk), row.label) for row in model.objects.filter(pk=_uuid(value)))]
        if _is_tax_of_line(control, name):
            return [USUAL_TAX, (NONE, NO_TAX), *options]
        if self.is_new and name in USUAL:
            return [("", "The usual"), *options]
        return [("", f"No {column.verbose_name}"), *options]

    def _place(self, path: str) -> str:
        """Translate the place of a problem among the rows that counted into its row in the form."""
        name, _, rest = path.partition(".")
        index, _, column = rest.partition(".")
        row = whole_number(index, digits=5)
        if self.typed is None or name not in self.typed.kept_rows or row is None:
            return path
        kept = self.typed.kept_rows[name]
        at = kept[row] if row < len(kept) else row
        return f"{name}.{at}.{column}".rstrip(".")


def _is_tax_of_line(control: Control, name: str) -> bool:
    """Tell whether nothing chosen means the usual tax here, so that no tax has to be said."""
    return name == "tax_code" and control.name != name


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
