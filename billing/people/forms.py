"""The forms allauth shows people, where ours differ."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from billing.models import User
from billing.people.acting import actor_of
from billing.services import tenants
from billing.text import SingleLine

INVITED_ADDRESS = "invited_address"


class SignupForm(account.SignupForm):  # type: ignore[misc]  # allauth carries no types
    """Address, password and name; and for a person who was not invited, the organisation to open."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        validators=[SingleLine()],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label="Organisation",
        max_length=120,
        validators=[SingleLine()],
        help_text="As your colleagues know it. It can be changed later.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ("name", "email", "password1", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = context.request.session.get(INVITED_ADDRESS)
        if invited:
            del self.fields["organisation"]
            self.fields["email"].initial = invited
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "The address your invitation was sent to."

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Sign up. Where the same address signs up at this very moment, answer as for a known one."""
        if getattr(self, "account_already_exists", False):
            make_password(self.cleaned_data["password1"])  # as long an answer as for a new address
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            saved = super().try_save(request)
        return saved

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Open the organisation that was asked for."""
        super().custom_signup(request, user)
        name = self.cleaned_data.get("organisation")
        if name:
            tenants.open_tenant(name=name, owner=user, actor=actor_of(request, user), now=timezone.now())


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]  # allauth carries no types
    def clean_email(self) -> str:
        """Leave out service accounts: they have no password, and never get one."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if not user.is_service]
        return email
