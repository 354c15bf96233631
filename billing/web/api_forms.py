"""The forms of API applications and service accounts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing.frame.widgets import RadioCards
from billing.models import ApiApplication, Membership, Module
from billing.models.application import Authentication
from billing.roles import MEANING, Role, roles_for_accounts
from billing.scopes import EVERY, PRESETS, SUBJECTS, WIDE, Access, heading, scope_of
from billing.services.accounts import Wanted as WantedAccount
from billing.services.applications import Wanted
from billing.text import SingleLine

CHOSEN = "chosen"
NEW = "new"
GRACES = {
    "now": (
        "At once",
        "For a secret that somebody else may know. What uses it stops until it has the new one.",
    ),
    "1h": ("In one hour", "Time to put the new one in place by hand."),
    "24h": ("In 24 hours", "Time for a change that goes out with the next release."),
}
ROLE_CHOICES = [(role.value, role.label) for role in roles_for_accounts()]


class ScopeTable(forms.CheckboxSelectMultiple):
    """Scopes as a table: a row for each kind, a box for reading and one for writing; the wide ones below."""

    template_name = "ui/widgets/scope_table.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = set(value or ())
        context["widget"]["rows"] = [
            (heading(subject), [_box(scope_of(subject, access), chosen) for access in Access])
            for subject in SUBJECTS
        ]
        context["widget"]["wide"] = [_box(scope, chosen) | {"note": note} for scope, note in WIDE.items()]
        return context


def _box(scope: str, chosen: set[str]) -> dict[str, Any]:
    return {"value": scope, "checked": scope in chosen}


def scope_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Kind by kind",
        choices=[(scope, scope) for scope in EVERY],
        required=False,
        widget=ScopeTable,
        help_text="Write includes read. Grant what the program needs and no more.",
    )


class AccountForm(forms.Form):
    name = forms.CharField(
        max_length=120, validators=[SingleLine()], help_text="Stands in the audit trail beside what it does."
    )
    role = forms.ChoiceField(
        choices=ROLE_CHOICES,
        initial=Role.SERVICE,
        widget=RadioCards(notes={role.value: MEANING[role] for role in roles_for_accounts()}),
    )
    modules = forms.MultipleChoiceField(
        label="Only these modules",
        choices=Module.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none for all of them.",
    )

    def wanted(self) -> WantedAccount:
        data = self.cleaned_data
        return WantedAccount(name=data["name"], role=Role(data["role"]), modules=tuple(data["modules"]))


class ApplicationFields(forms.Form):
    """What an application is at any time; its account is one that exists."""

    name = forms.CharField(
        max_length=80, validators=[SingleLine()], help_text="As your colleagues know the program."
    )
    account = forms.ChoiceField(label="Acts as the service account")
    tracking_id = forms.CharField(
        label="Tracking ID",
        max_length=80,
        required=False,
        validators=[SingleLine()],
        help_text="Names the integration in the audit trail and in the API's logs.",
    )
    scopes = scope_field()

    def __init__(self, *args: Any, accounts: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(seat.id), f"{seat.user.name} ({seat.get_role_display()})") for seat in accounts]
        self.fields["account"].choices = [*self.before_accounts(), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def before_accounts(self) -> list[tuple[str, str]]:
        return []

    @classmethod
    def initial_of(cls, application: ApiApplication) -> dict[str, Any]:
        names = ("name", "tracking_id", "scopes")
        return {name: getattr(application, name) for name in names} | {"account": str(application.account_id)}

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            name=data["name"],
            account=data["account"],
            scopes=tuple(data["scopes"]),
            tracking_id=data["tracking_id"],
        )


class NewApplicationForm(ApplicationFields):
    """Everything for a new application at once, its account included."""

    authentication = forms.ChoiceField(label="Authentication method", choices=Authentication.choices)
    account_name = forms.CharField(
        label="Name of the new account",
        max_length=120,
        required=False,
        validators=[SingleLine()],
        help_text="For a new account only. Without one it is called like the application.",
    )
    account_role = forms.ChoiceField(
        label="Role of the new account", choices=ROLE_CHOICES, required=False, initial=Role.SERVICE
    )
    preset = forms.ChoiceField(
        label="What it may do",
        choices=[*((key, title) for key, (title, _, _) in PRESETS.items()), (CHOSEN, "As ticked below")],
        initial=CHOSEN,
        widget=RadioCards(
            notes={key: note for key, (_, note, _) in PRESETS.items()}
            | {CHOSEN: "Choose kind by kind what it may read and write."}
        ),
    )
    field_order = (
        "name",
        "authentication",
        "account",
        "account_name",
        "account_role",
        "tracking_id",
        "preset",
        "scopes",
    )

    def before_accounts(self) -> list[tuple[str, str]]:
        return [(NEW, "A new one, made for this application")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        preset = cleaned.get("preset")
        if preset in PRESETS and cleaned.get("scopes"):
            told = "Scopes are ticked below as well. Untick them, or choose As ticked below."
            self.add_error("preset", ValidationError(told, code="both"))
        elif preset in PRESETS:
            cleaned["scopes"] = list(PRESETS[preset][2])
        elif preset == CHOSEN and not cleaned.get("scopes"):
            self.add_error(
                "scopes", ValidationError("Tick at least one scope, or choose a preset.", code="none")
            )
        if cleaned.get("account") == NEW:
            cleaned["account"] = WantedAccount(
                name=cleaned.get("account_name") or cleaned.get("name", ""),
                role=Role(cleaned.get("account_role") or Role.SERVICE),
            )
        return cleaned


class RotationForm(forms.Form):
    grace = forms.ChoiceField(
        label="The old secret stops working",
        choices=[(key, title) for key, (title, _) in GRACES.items()],
        initial="24h",
        widget=RadioCards(notes={key: note for key, (_, note) in GRACES.items()}),
    )
    expected = forms.DateTimeField(widget=forms.HiddenInput)
