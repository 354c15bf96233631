"""The sales of made-up books, day by day over two years: invoices, payments, credit notes."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from billing.models import (
    Allocation,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Origin,
    Payment,
)
from billing.money import rounded
from billing.naming import sort_key
from billing.services.demobooks.copying import ESCAPES, Sink, as_text
from billing.services.demobooks.lists import Lists, Party
from billing.services.demobooks.shapes import Shape, shape
from billing.taxes import Rate, Rounding
from billing.terms import due_date

POOL = 400
NOTHING = "\\N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A shape with what its documents have in common, as COPY reads it."""

    total: Decimal
    head: dict[str, str]
    lines: list[str]


class Ledger:
    """Writes invoices in the order of their days, and what was paid on them."""

    def __init__(
        self,
        lists: Lists,
        rng: Random,
        *,
        next_id: Callable[[datetime], str],
        rounding: Rounding,
        today: date,
        always: dict[str, Any],
    ) -> None:
        self._lists, self._rng, self._next_id, self._today = lists, rng, next_id, today
        self._rounding = rounding
        line = ("id", "document_id")
        self.invoices, self._lines = Sink(Invoice, **always), Sink(InvoiceLine, first=line, **always)
        self.payments, self._allocations = Sink(Payment, **always), Sink(Allocation, **always)
        self.notes, self._note_lines = Sink(CreditNote, **always), Sink(CreditNoteLine, first=line, **always)
        self._pool: dict[tuple[str, bool], list[Ready]] = {}
        self._unpaid: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)

    def invoice(self, party: Party, day: date, number: int) -> None:
        """Write one invoice, with its payment or its share of one."""
        rng, drawn = self._rng, self._drawn(party)
        state = self._fate(day, party)
        total = drawn.total
        settled = {"paid": total, "part": rounded(total / 3, currency=party.currency)}.get(state, Decimal(0))
        if state == "part" and not settled:
            state = "open"
        moment = datetime.combine(day, time(9), UTC) + timedelta(seconds=number % 30_000)
        record_id = self._next_id(moment)
        self.invoices.add(
            self._head(drawn, party, day, moment)
            | {
                "id": record_id,
                "number": str(number),
                "number_key": str(number),
                "terms_id": str(party.terms.pk),
                "due_on": due_date(day, basis=party.terms.basis, due_days=party.terms.due_days).isoformat(),
                "settled": str(settled),
                "approved_at": NOTHING if state == "draft" else moment.isoformat(),
                "sent_at": NOTHING if state in {"draft", "fresh"} else moment.isoformat(),
                "voided_at": moment.isoformat() if state == "void" else NOTHING,
            }
        )
        self._put_lines(self._lines, record_id, drawn, moment)
        if settled:
            self._pay(party, record_id, settled, day + timedelta(days=rng.randint(1, 40)))

    def credit_note(self, party: Party, day: date, number: int) -> None:
        """Write an open credit note."""
        drawn = self._drawn(party)
        moment = datetime.combine(day, time(15), UTC)
        record_id = self._next_id(moment)
        text = f"CN-{number}"
        self.notes.add(
            self._head(drawn, party, day, moment)
            | {
                "id": record_id,
                "number": text,
                "number_key": sort_key(text),
                "settled": "0",
                "approved_at": moment.isoformat(),
                "sent_at": NOTHING,
                "voided_at": NOTHING,
            }
        )
        self._put_lines(self._note_lines, record_id, drawn, moment)

    def flush(self, *, all_of_it: bool = False) -> None:
        """Write what is collected, what is referred to first, when there is enough of it."""
        pairs = (
            (self.invoices, self._lines),
            (self.payments, self._allocations),
            (self.notes, self._note_lines),
        )
        if all_of_it or any(sink.is_full for pair in pairs for sink in pair):
            for head, rows in pairs:
                head.flush()
                rows.flush()

    def _drawn(self, party: Party) -> Ready:
        key = (party.currency, party.is_taxed)
        if key not in self._pool:
            self._pool[key] = [self._ready(*key) for _ in range(POOL)]
        return self._rng.choice(self._pool[key])

    def _ready(self, currency: str, is_taxed: bool) -> Ready:  # noqa: FBT001  # the key of the pool
        rates = self._lists.rates if is_taxed else ()
        drawn = shape(self._rng, self._lists.items, rates, currency=currency, rounding=self._rounding)
        figures = drawn.totals
        taxes = [
            {
                "name": tax.rate.name,
                "percent": f"{tax.rate.percent.normalize():f}",
                "base": str(tax.base),
                "tax": str(tax.tax),
            }
            for tax in figures.taxes
        ]
        head = {name: str(getattr(figures, name)) for name in ("subtotal", "discount", "net", "tax", "total")}
        head |= {
            "currency": currency,
            "tax_rounding": self._rounding.value,
            "discount_percent": str(drawn.discount_percent),
            "taxes": json.dumps(taxes).translate(ESCAPES),
            "rates": json.dumps(self._meant(drawn, rates, is_taxed=is_taxed)).translate(ESCAPES),
        }
        return Ready(total=figures.total, head=head, lines=self._line_texts(drawn, is_taxed=is_taxed))

    def _meant(self, drawn: Shape, rates: Sequence[Rate], *, is_taxed: bool) -> dict[str, Any]:
        if not any(sold.is_taxed for sold in drawn.sold):
            return {}
        code = self._lists.tax_code if is_taxed else self._lists.untaxed
        return {str(code.pk): [rate.packed() for rate in rates]}

    def _line_texts(self, drawn: Shape, *, is_taxed: bool) -> list[str]:
        code, zero = str(self._lists.tax_code.pk), str(self._lists.untaxed.pk)
        rows = zip(drawn.sold, drawn.lines, drawn.totals.lines, strict=True)
        return [
            self._lines.rest(
                {
                    "position": str(position),
                    "item_id": str(sold.id),
                    "description": sold.description,
                    "quantity": str(line.quantity),
                    "price": str(line.price),
                    "discount_percent": str(line.discount_percent),
                    "tax_code_id": (code if is_taxed else zero) if sold.is_taxed else NOTHING,
                    "amount": str(figures.amount),
                    "document_discount": str(figures.discount),
                    "net": str(figures.net),
                    "tax": str(figures.tax),
                }
            )
            for position, (sold, line, figures) in enumerate(rows)
        ]

    def _fate(self, day: date, party: Party) -> str:
        """Decide what became of an invoice of this day by now."""
        age, chance = (self._today - day).days, self._rng.random()
        if age < 8:
            return "draft" if chance < 0.4 else "fresh"
        if chance < 0.01:
            return "void"
        late = age - party.terms.due_days
        paid = 0.94 if late > 20 else 0.55 if late > 0 else 0.25
        return "paid" if chance < paid else "part" if chance < paid + 0.03 else "open"

    def _head(self, drawn: Ready, party: Party, day: date, moment: datetime) -> dict[str, str]:
        rate, at = self._rate(party.currency, day), moment.isoformat()
        is_home = party.currency == self._lists.home
        home = drawn.total if is_home else rounded(drawn.total * rate, currency=self._lists.home)
        return drawn.head | {
            "created_at": at,
            "updated_at": at,
            "day": day.isoformat(),
            "exchange_rate": str(rate),
            "customer_id": party.id,
            "bill_to": party.bill_to,
            "email_to": party.email,
            "delivery": "email",
            "total_home": str(home),
        }

    def _put_lines(self, sink: Sink, document: str, drawn: Ready, moment: datetime) -> None:
        for rest in drawn.lines:
            sink.add_ready(self._next_id(moment), document, rest=rest)

    def _pay(self, party: Party, invoice: str, amount: Decimal, day: date) -> None:
        """Pay an invoice, now and then together with the next one; now and then too much."""
        waiting = self._unpaid[party.id]
        waiting.append((invoice, amount))
        if len(waiting) < 3 and self._rng.random() < 0.15 and day < self._today:
            return
        self._settle(party, waiting, min(day, self._today))
        waiting.clear()

    def settle_all(self, parties: dict[str, Party]) -> None:
        """Pay what was to be paid together with an invoice that never came."""
        for party_id, waiting in self._unpaid.items():
            if waiting:
                self._settle(parties[party_id], waiting, self._today)
                waiting.clear()

    def _settle(self, party: Party, waiting: list[tuple[str, Decimal]], day: date) -> None:
        moment = datetime.combine(day, time(16), UTC)
        used = sum((amount for _, amount in waiting), Decimal(0))
        extra = Decimal(self._rng.choice((0,) * 40 + (25,)))
        reference = f"{self._rng.choice(('CHK', 'ACH', 'TRF'))}{self._rng.randint(10_000, 999_999)}"
        record_id, method = self._next_id(moment), self._rng.choice(self._lists.methods)
        self.payments.add(
            {
                "id": record_id,
                "created_at": moment.isoformat(),
                "updated_at": moment.isoformat(),
                "customer_id": party.id,
                "day": day.isoformat(),
                "currency": party.currency,
                "exchange_rate": str(self._rate(party.currency, day)),
                "amount": str(used + extra),
                "settled": str(used),
                "method_id": str(method.pk),
                "reference": reference,
                "reference_key": sort_key(reference),
                "origin": Origin.ONLINE.value if self._rng.random() < 0.5 else Origin.OFFLINE.value,
                "deposit_account_id": str(self._lists.accounts["1050"].pk),
            }
        )
        for position, (invoice, amount) in enumerate(waiting):
            self._allocations.add(
                {
                    "id": self._next_id(moment),
                    "payment_id": record_id,
                    "invoice_id": invoice,
                    "position": str(position),
                    "amount": str(amount),
                    "day": as_text(day),
                }
            )

    def _rate(self, currency: str, day: date) -> Decimal:
        if currency == self._lists.home:
            return Decimal(1)
        rates = self._lists.exchange[currency]
        return rates[max(0, bisect_right(rates, day, key=lambda pair: pair[0]) - 1)][1]
