"""The currencies of the books, and what they were worth on which day."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Record


class Currency(Record):
    """A foreign currency that documents may be in. The home currency needs no row."""

    kind = Kind.CURRENCY

    code = columns.currency()
    is_active = models.BooleanField("active", default=True)

    class Meta(Record.Meta):
        verbose_name_plural = "currencies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="currency_once"),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def label(self) -> str:
        return str(self.code)


class ExchangeRate(Record):
    kind = Kind.EXCHANGE_RATE

    currency = columns.currency()
    day = columns.day()
    rate = columns.rate(help_text="Units of your home currency for one unit of this one.")

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "currency", "day"], name="exchangerate_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["tenant", "day", "id"], name="exchangerate_by_day"),
        ]

    @property
    def label(self) -> str:
        return f"{self.currency} {self.day:%Y-%m-%d}"
