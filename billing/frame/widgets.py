"""Form controls that Django has no word for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class MoneyInput(forms.TextInput):
    """Ask for an amount, its currency printed before it."""

    template_name = "ui/widgets/money.html"

    def __init__(self, *, currency: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "class": "money-input", "autocomplete": "off", **(attrs or {})}
        )
        self.currency = currency

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["currency"] = self.currency
        return context


class DateInput(forms.DateInput):
    """Ask for a date with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SearchInput(forms.TextInput):
    """Ask for words to look for."""

    input_type = "search"
    template_name = "ui/widgets/search.html"


class RadioCards(forms.RadioSelect):
    """Show choices as cards, each with a line of explanation."""

    option_template_name = "ui/widgets/radio_card.html"

    def __init__(self, *, notes: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "cards", **(attrs or {})})
        self.notes = notes

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["note"] = self.notes.get(str(value), "")
        return option
