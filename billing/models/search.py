"""The words by which records of long lists are found.

Below row-level security PostgreSQL uses an index only for operators that cannot leak, and pattern matching is
not among them; a word in a row of its own is found by a range of text, which is.
"""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.naming import WORD_LENGTH
from billing.tenancy.models import TenantOwned


class SearchWord(TenantOwned):
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    word = columns.key(max_length=WORD_LENGTH)
    record_id = models.UUIDField()

    class Meta(TenantOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "kind", "word", "record_id"], name="searchword_by_word"),
            models.Index(fields=["tenant", "record_id"], name="searchword_by_record"),
        ]
