"""The forms of our own pages. They shape and check; services act."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from billing.frame.widgets import RadioCards
from billing.models import Tenant, User
from billing.queries.audit import AREAS
from billing.roles import MEANING, Module, roles_for_people
from billing.text import SingleLine

CURRENCIES = [
    "AED",
    "ARS",
    "AUD",
    "BGN",
    "BHD",
    "BRL",
    "CAD",
    "CHF",
    "CLP",
    "CNY",
    "COP",
    "CZK",
    "DKK",
    "EGP",
    "EUR",
    "GBP",
    "HKD",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "ISK",
    "JOD",
    "JPY",
    "KES",
    "KRW",
    "KWD",
    "MAD",
    "MXN",
    "MYR",
    "NGN",
    "NOK",
    "NZD",
    "OMR",
    "PEN",
    "PHP",
    "PKR",
    "PLN",
    "QAR",
    "RON",
    "RSD",
    "SAR",
    "SEK",
    "SGD",
    "THB",
    "TND",
    "TRY",
    "TWD",
    "UAH",
    "USD",
    "UYU",
    "VND",
    "ZAR",
]
DAYS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 12, 31))]


class RoleFields(forms.Form):
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in roles_for_people()],
        widget=RadioCards(notes={role.value: MEANING[role] for role in roles_for_people()}),
    )
    modules = forms.MultipleChoiceField(
        label="Only these modules",
        choices=Module.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none for all of them.",
    )


class InvitationForm(RoleFields):
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        validators=[SingleLine()],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role", "modules")


class OrganisationForm(forms.Form):
    name = forms.CharField(max_length=120, validators=[SingleLine()], help_text="As your colleagues know it.")


class TenantSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    time_zone = forms.ChoiceField(
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        help_text="Days and document dates are counted in this zone.",
    )
    currency = forms.ChoiceField(
        label="Home currency",
        choices=[(code, code) for code in CURRENCIES],
        help_text="The currency your books are kept in.",
    )

    class Meta:
        model = Tenant
        fields = ("name", "time_zone", "currency", "requires_two_factor")
        help_texts = {"name": "As your colleagues know it. Its address on Tieout stays the same."}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # likewise
    class Meta:
        model = User
        fields = ("name",)
        labels = {"name": "Your name"}

    name = forms.CharField(label="Your name", max_length=120, validators=[SingleLine()])


class AuditFilterForm(forms.Form):
    """The filters of the audit page, as they stand in the address."""

    area = forms.ChoiceField(choices=lambda: [("", "Everything"), *AREAS.items()], required=False)
    q = forms.CharField(required=False, max_length=200, validators=[SingleLine()])
    since = forms.DateField(
        label="From", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            raise ValidationError("The first day is after the last one.")
        return cleaned
