"""The settings of a connection as a form: one control for each, by its kind, in sections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from billing.frame.widgets import DateInput
from integrations.settings import catalogue
from integrations.settings.kinds import Addresses, Choice, Day, Flag, Setting, Several, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting on the page: its words, its control, and who gave it the value it has."""

    setting: Setting
    control: BoundField
    default: str
    is_default: bool
    changed_by: str = ""
    changed_at: Any = None


class SettingsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, vendor: str, values: Mapping[str, Any], version: int) -> None:
        self.offered = catalogue.offered(vendor)
        self.held = values
        shown = {setting.name: _shown(setting, values[setting.name]) for setting in self.offered}
        super().__init__(data, initial={**shown, "version": version})
        for setting in self.offered:
            self.fields[setting.name] = _field(setting)

    def given(self) -> dict[str, Any]:
        """Return what was entered, as the catalogue reads it."""
        return {
            setting.name: _value(setting, self.cleaned_data.get(setting.name)) for setting in self.offered
        }

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, problem)

    def sections(self, changes: Mapping[str, tuple[str, Any]]) -> Iterator[tuple[str, str, list[Row]]]:
        """Yield title, note and rows of each section; `changes` says by name who changed it last, when."""
        for title in dict.fromkeys(setting.section for setting in self.offered):
            rows = [self._row(one, changes) for one in self.offered if one.section == title]
            yield title, catalogue.NOTES.get(title, ""), rows

    def _row(self, setting: Setting, changes: Mapping[str, tuple[str, Any]]) -> Row:
        by, at = changes.get(setting.name, ("", None))
        return Row(
            setting=setting, control=self[setting.name], default=setting.shown(setting.default),
            is_default=self.held[setting.name] == setting.default, changed_by=by, changed_at=at,
        )  # fmt: skip


def _field(setting: Setting) -> forms.Field:
    common: dict[str, Any] = {"label": setting.label, "required": False}
    if isinstance(setting, Flag):
        return forms.BooleanField(**common)
    if isinstance(setting, Choice):
        return forms.ChoiceField(choices=list(setting.choices.items()), **common)
    if isinstance(setting, Several):
        choices = list(setting.choices.items())
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if isinstance(setting, Whole):
        return forms.IntegerField(min_value=setting.least, max_value=setting.most, **common)
    if isinstance(setting, Day):
        return forms.DateField(widget=DateInput, **common)
    if isinstance(setting, Addresses):
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(**common)


def _shown(setting: Setting, value: Any) -> Any:
    return "\n".join(value) if isinstance(setting, Addresses) else value


def _value(setting: Setting, value: Any) -> Any:
    if isinstance(setting, Addresses):
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]
    if isinstance(setting, Day):
        return value.isoformat() if value else ""
    return value
