"""Those who act: people, who sign in with an e-mail address, and service accounts, who never sign in here."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from billing.tenancy.identifiers import new_id
from billing.text import SingleLine

# Where the addresses of service accounts lie: a name that can never be a host, so no mail is ever
# delivered there.
SERVICE_DOMAIN = "service.invalid"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """Add a person, or a service account when no password is given and `is_service` says so."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    no_tenant: ClassVar[str] = "A person may have a seat in several tenants."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True, validators=[SingleLine()])
    name = models.CharField(max_length=120, validators=[SingleLine()])
    is_service = models.BooleanField(
        default=False, help_text="Acts through the API only; can never sign in here."
    )
    is_staff = models.BooleanField(default=False, help_text="Works for the operator of this installation.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(is_service=False)
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="user_service_has_no_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
