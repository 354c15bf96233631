"""What the rules of a batch look up: the tenant's bookkeeping, each thing at most once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.utils import timezone

from billing.models import Bookkeeping, Currency, ExchangeRate, TaxRate, Tenant
from billing.taxes import Rate
from billing.tenancy.scope import current_tenant_id

ONE = Decimal(1)


def hold_ground(*, to_change: bool = False) -> None:
    """Keep what documents rest on as it is until this transaction ends; to change it, wait for those who do.

    Without it, a document could be written while the days it lies in are being closed, or while its
    customer is given another currency.
    """
    lock = "pg_advisory_xact_lock" if to_change else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {lock}(hashtextextended(%s, 0))", [f"ground of {current_tenant_id()}"])


@dataclass
class Books:
    """The books of the current tenant at one moment."""

    now: datetime

    @cached_property
    def tenant(self) -> Tenant:
        return Tenant.objects.get()

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def bookkeeping(self) -> Bookkeeping:
        return Bookkeeping.objects.select_related("terms").first() or Bookkeeping()

    @property
    def home(self) -> str:
        return self.tenant.currency

    @cached_property
    def currencies(self) -> set[str]:
        """The currencies that documents may be in."""
        return {self.home, *Currency.objects.filter(is_active=True).values_list("code", flat=True)}

    def is_closed(self, day: date | None) -> bool:
        closed = self.bookkeeping.closed_through
        return closed is not None and day is not None and day <= closed

    @cached_property
    def _exchange_rates(self) -> dict[tuple[str, date], Decimal | None]:
        return {}

    def load_exchange_rates(self, wanted: Iterable[tuple[str, date]]) -> None:
        """Read the rates of these days that are not known yet, in one query."""
        missing = sorted({*wanted} - self._exchange_rates.keys())
        if not missing:
            return
        table = connection.ops.quote_name(ExchangeRate._meta.db_table)
        latest = f"select rate from {table} where currency = code and day <= at order by day desc limit 1"  # noqa: S608  # a table's name
        with connection.cursor() as cursor:
            cursor.execute(
                f"select code, at, ({latest}) from unnest(%s::text[], %s::date[]) as wanted (code, at)",  # noqa: S608  # likewise
                [[code for code, _ in missing], [day for _, day in missing]],
            )
            self._exchange_rates.update({(code, day): rate for code, day, rate in cursor.fetchall()})

    def exchange_rate(self, currency: str, day: date) -> Decimal | None:
        """Return the rate of the latest day not after this one, or None where none is known."""
        return ONE if currency == self.home else self._exchange_rates[currency, day]

    @cached_property
    def _tax_rates(self) -> dict[UUID, list[TaxRate]]:
        return {}

    def load_tax_rates(self, codes: Iterable[UUID]) -> None:
        """Read the rates of these codes that are not known yet, in one query."""
        missing = set(codes) - self._tax_rates.keys()
        if missing:
            found: dict[UUID, list[TaxRate]] = defaultdict(list)
            for rate in TaxRate.objects.filter(tax_code__in=missing).order_by("position"):
                found[rate.tax_code_id].append(rate)
            self._tax_rates.update({code: found[code] for code in missing})

    def tax_rates(self, code: UUID, day: date) -> tuple[Rate, ...]:
        """Return the rates of a code that hold on this day; a code without any rate is for what is not taxed.

        Raises LookupError with a sentence for a code of which each rate begins later or has ended.
        """
        holding = [
            rate
            for rate in self._tax_rates[code]
            if (rate.starts_on is None or rate.starts_on <= day)
            and (rate.ends_on is None or day <= rate.ends_on)
        ]
        if self._tax_rates[code] and not holding:
            raise LookupError(
                f"This tax code has no rate on {day:%Y-%m-%d}. Choose another one, "
                "or give it a rate for that day under Tax codes."
            )
        return tuple(Rate(name=rate.name, percent=rate.percent, compound=rate.compound) for rate in holding)
