"""What is asked when a Web Connector is set up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from integrations.models import Connector
from integrations.quickbooks_desktop.qwc import LONGEST, SHORTEST


class SetUpForm(forms.Form):
    minutes = forms.IntegerField(
        label="Minutes between visits",
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=15,
        help_text="How often the Web Connector calls while Auto-Run is ticked. 15 suits most.",
    )
    note = forms.CharField(
        label="Which computer and company file",
        max_length=300,
        required=False,
        strip=True,
        widget=forms.TextInput,
        help_text="For whoever sets it up there. For example: the computer at reception, file Birch.QBW.",
    )

    @staticmethod
    def initial_of(connector: Connector | None) -> dict[str, Any]:
        return {"minutes": connector.minutes, "note": connector.note} if connector else {}


class PasswordForm(forms.Form):
    """Carries when the password was made that is to be replaced."""

    expected = forms.CharField(widget=forms.HiddenInput)

    def clean_expected(self) -> Any:
        try:
            moment = parse_datetime(self.cleaned_data["expected"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError("This page is no longer current. Open it again and choose anew.")
        return moment
