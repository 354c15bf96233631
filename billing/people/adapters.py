"""What allauth asks us: where to go, what to encrypt, whom to let in."""

import time
from typing import Any, cast
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from billing.models import User
from billing.tenancy import keyring
from billing.text import SingleLine

FRESH_FOR = 5 * 60
MFA_CONTEXT = "mfa.authenticator"


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    """Signs in people. Service accounts never pass, whatever they hold."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return bool(super().user_can_authenticate(user)) and not cast(User, user).is_service


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("organisations")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("organisations")

    def clean_email(self, email: str) -> str:
        """Refuse an address that nobody can read or write to; every form of allauth asks here."""
        SingleLine()(email)
        return str(super().clean_email(email))

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Ask for the password again before credentials change, unless it was given minutes ago."""
        records = get_authentication_records(self.request, self.request.user)
        given = records[-1].get("at", 0) if records else 0
        return time.time() - given > FRESH_FOR and bool(super().is_reauthentication_required(app=app))

    # Links in mails name the address people know, not whichever one this request came by.
    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.PUBLIC_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # allauth's hook
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Keeps the seeds of authenticator apps and recovery codes under the key ring."""

    def encrypt(self, text: str) -> str:
        return keyring.seal_text(text, context=MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring.open_text(encrypted_text, context=MFA_CONTEXT)
