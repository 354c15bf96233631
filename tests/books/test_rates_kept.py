"""What an approved document comes to stays, whatever becomes of tax codes and customers."""

from decimal import Decimal
from typing import Any

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import CreditNote, Expense, Invoice
from billing.problems import Refused
from billing.services import deeds
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def vat(put: Put) -> Any:
    return put(Kind.TAX_CODE, name="VAT", rates=[{"name": "VAT", "percent": "20"}])


@pytest.fixture
def approved(put: Put, customer: Any, vat: Any, actor: Actor) -> Any:
    lines = [{"description": "Work", "price": "100", "tax_code": vat}]
    made = put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=lines)
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    return made


def test_a_memo_changes_nothing_when_the_customer_is_exempt_meanwhile(
    put: Put, customer: Any, approved: Any
) -> None:
    put(Kind.CUSTOMER, customer.pk, tax_treatment="exempt", exemption_reason="charity")

    put(Kind.INVOICE, approved.pk, memo="called them")

    assert Invoice.objects.get().total == D(120)


def test_nor_do_the_same_lines_again_and_new_ones_are_taxed_alike(
    put: Put, vat: Any, customer: Any, approved: Any
) -> None:
    put(Kind.TAX_CODE, vat.pk, rates=[{"name": "VAT", "percent": "10"}])
    (line,) = approved.lines.all()
    same = {"id": line.pk, "description": "Worked", "price": "100", "tax_code": vat}

    put(Kind.INVOICE, approved.pk, lines=[same])
    assert Invoice.objects.get().total == D(120)
    put(Kind.INVOICE, approved.pk, lines=[same, {"description": "More", "price": "10", "tax_code": vat}])
    assert Invoice.objects.get().total == D(132)


def test_another_day_or_another_customer_is_taxed_anew(put: Put, vat: Any, approved: Any) -> None:
    put(Kind.TAX_CODE, vat.pk, rates=[{"name": "VAT", "percent": "10"}])

    put(Kind.INVOICE, approved.pk, day="2026-11-21")
    assert Invoice.objects.get().total == D(110)
    exempt = put(Kind.CUSTOMER, name="Oak", tax_treatment="exempt", exemption_reason="charity")
    put(Kind.INVOICE, approved.pk, customer=exempt)
    assert Invoice.objects.get().total == D(100)


def test_a_draft_follows_what_holds_now(put: Put, customer: Any, vat: Any) -> None:
    lines = [{"description": "Work", "price": "100", "tax_code": vat}]
    made = put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=lines)
    put(Kind.TAX_CODE, vat.pk, rates=[{"name": "VAT", "percent": "10"}])

    put(Kind.INVOICE, made.pk, memo="x")

    assert Invoice.objects.get().total == D(110)


def test_applying_a_credit_note_leaves_it_what_it_came_to(
    put: Put, customer: Any, vat: Any, approved: Any, actor: Actor
) -> None:
    lines = [{"description": "Back", "price": "50", "tax_code": vat}]
    note = put(Kind.CREDIT_NOTE, customer=customer, day="2026-11-20", lines=lines)
    deeds.approve(kind=Kind.CREDIT_NOTE, ids=[note.pk], actor=actor, now=NOW)
    put(Kind.TAX_CODE, vat.pk, rates=[{"name": "VAT", "percent": "10"}])

    put(Kind.CREDIT_NOTE, note.pk, allocations=[{"invoice": approved, "amount": "50"}])

    assert (CreditNote.objects.get().total, CreditNote.objects.get().balance) == (D(60), D(10))


def test_an_expense_keeps_its_tax_as_well(put: Put, vat: Any, actor: Actor) -> None:
    supplier, account = put(Kind.SUPPLIER, name="Elm"), put(Kind.ACCOUNT, name="Paper", type="expense")
    lines = [{"description": "A", "price": "100", "tax_code": vat, "account": account}]
    made = put(Kind.EXPENSE, type="bill", supplier=supplier, day="2026-11-20", lines=lines)
    deeds.approve(kind=Kind.EXPENSE, ids=[made.pk], actor=actor, now=NOW)
    put(Kind.TAX_CODE, vat.pk, rates=[{"name": "VAT", "percent": "10"}])

    put(Kind.EXPENSE, made.pk, memo="x")

    assert Expense.objects.get().total == D(120)


def test_a_tax_code_without_a_rate_on_the_day_is_refused(put: Put, customer: Any) -> None:
    code = put(Kind.TAX_CODE, name="New", rates=[{"name": "V", "percent": "5", "starts_on": "2026-12-01"}])
    lines = [{"description": "A", "price": "1"}, {"description": "B", "price": "1", "tax_code": code}]

    with pytest.raises(Refused) as told:
        put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=lines)

    assert [problem.field for problem in told.value.problems] == ["lines.1.tax_code"]
    assert "no rate on 2026-11-20" in str(told.value)
    assert put(Kind.INVOICE, customer=customer, day="2026-12-01", lines=lines).tax == D("0.05")
    exempt = put(Kind.CUSTOMER, name="Oak", tax_treatment="exempt", exemption_reason="charity")
    assert put(Kind.INVOICE, customer=exempt, day="2026-11-20", lines=lines).tax == 0
