"""What every record of the books has: a version against lost updates, and when it was written."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from billing.kinds import Kind
from billing.models import columns
from billing.naming import KEY_LENGTH, sort_key, words
from billing.tenancy.models import TenantOwned


class Record(TenantOwned):
    kind: ClassVar[Kind]

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantOwned.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "updated_at", "id"], name="%(class)s_updated")
        ]

    @property
    def label(self) -> str:
        """What people call this record."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Set what follows from the other columns alone; called before every write."""


class Listed(Record):
    """A record that documents refer to by name."""

    name: "models.CharField[str, str]"
    is_active = models.BooleanField("active", default=True)
    sort_key = columns.key(max_length=KEY_LENGTH)

    class Meta(Record.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["tenant", "sort_key", "id"], name="%(class)s_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name

    def prepare(self) -> None:
        self.sort_key = sort_key(self.name)

    def search_words(self) -> list[str]:
        """Return the words it is found by; none where the list is short enough to look through."""
        return words(self.name)


def once_by_name() -> models.UniqueConstraint:
    """Return the rule that a name stands once in its list, however it is written."""
    return models.UniqueConstraint("tenant", Lower("name"), name="%(class)s_name_once")
