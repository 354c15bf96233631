"""A record's life against the strict stand-in: made, changed, settled, looked for, ended."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from billing.documents import Applied
from billing.kinds import Kind
from integrations.contracts import Absent, Accepted, Deed, Failed, Remote, Trouble
from tests.integrations.online.mapping import papers
from tests.integrations.online.mapping.papers import (
    BANK,
    CREDIT,
    DAY,
    INVOICE,
    STANDARD,
    VENDOR,
    D,
    bought,
    charge,
    customer,
    item,
    money,
    named,
    sale,
    supplier,
    terms,
)
from tests.integrations.online.mapping.standing import Stand

PROFILES = ("us", "us-ast", "ca", "uk", "au")


@pytest.fixture(params=PROFILES)
def at(request: pytest.FixtureRequest) -> Stand:
    return Stand(request.param)


@pytest.fixture
def us() -> Stand:
    return Stand("us")


def invoice(at: Stand, **more: Any) -> Any:
    return sale([charge(code=STANDARD)], at.rates, currency=at.home, **more)


def test_lists_are_made_changed_and_retired(at: Stand) -> None:
    for document, changed in (
        (customer(name="Ash", currency=at.home), {"name": "Ash & Co"}),
        (supplier(name="Birch", currency=at.home), {"our_account": "778", "terms": papers.NET30}),
        (item(), {"price": D("12.345678"), "description": "Nights"}),
        (item(name="Boxes", type="inventory"), {"number": "B-1"}),
        (item(name="Wood", type="category"), {"name": "Timber"}),
        (terms(), {"due_days": 50}),
        (terms(name="The 15th", by_day_of_month=True, day_of_month=15), {"day_of_month": 16}),
    ):
        there = at.put(document)
        again = at.put(replace(document, **changed), remote=there.remote, theirs=there.theirs)
        assert again.remote.key == there.remote.key
        ended = at.put(replace(document, is_active=False), remote=again.remote)
        assert ended.theirs["Active"] is False
        back = at.put(document, remote=ended.remote)
        assert (back.theirs["Active"], back.number) == (True, document.name)


def test_a_customer_below_another(us: Stand) -> None:
    top, below = customer(name="Ash"), customer(name="Leaf", parent=named(Kind.CUSTOMER, "Ash"))
    there = us.put(top)
    keys = {named(Kind.CUSTOMER, "Ash"): there.remote.key}
    made = us.put(below, keys=keys)
    assert made.theirs["FullyQualifiedName"] == "Ash:Leaf"
    assert us.look(us.intent(below, keys=keys)) == [replace(made, differences=())]
    assert us.look(us.intent(replace(below, parent=None))) == [Absent()]


def test_a_foreign_customer_is_billed_in_their_currency(at: Stand) -> None:
    there = at.put(customer(name="Euro", currency="EUR"))
    document = sale(
        [charge(code=STANDARD)], at.rates, currency="EUR", customer=named(Kind.CUSTOMER, "Euro"),
        exchange_rate=D("1.0842"),
    )  # fmt: skip
    made = at.put(document, keys={named(Kind.CUSTOMER, "Euro"): there.remote.key})
    assert (made.theirs["CurrencyRef"]["value"], made.theirs["ExchangeRate"]) == ("EUR", "1.0842")


def test_what_settles_what(at: Stand) -> None:
    one, other = at.put(invoice(at)), at.put(invoice(at, number="1043"))
    credit = at.put(invoice(at, kind=Kind.CREDIT_NOTE, number="77"))
    second = named(Kind.INVOICE, "1043")
    keys = {INVOICE: one.remote.key, second: other.remote.key, CREDIT: credit.remote.key}
    total = D(one.theirs["TotalAmt"])
    paid = money(
        amount=total, currency=at.home, account=BANK, reference="1001",
        applied=(Applied(invoice=INVOICE, amount=total - 10, day=DAY),
                 Applied(invoice=second, amount=D(10), day=DAY)),
    )  # fmt: skip
    there = at.put(paid, keys=keys)
    credited = money(
        amount=D(0), currency=at.home, of=CREDIT,
        applied=(Applied(invoice=INVOICE, amount=D(10), day=DAY),),
    )  # fmt: skip
    at.put(credited, keys=keys)
    assert at.books.read("Invoice", one.remote.key)["Balance"] == 0
    assert at.books.read("Invoice", other.remote.key)["Balance"] == total - 10
    assert at.books.read("CreditMemo", credit.remote.key)["Balance"] == total - 10

    changed = at.put(
        replace(paid, applied=paid.applied[:1]), keys=keys, remote=there.remote, theirs=there.theirs
    )
    assert at.books.read("Invoice", other.remote.key)["Balance"] == total
    voided = at.put(paid, deed=Deed.VOID, remote=changed.remote)
    assert (voided.theirs["TotalAmt"], voided.theirs["Line"]) == (0, [])


@pytest.mark.parametrize("choice", ["refund_receipt", "credit_memo"])
def test_a_refund(at: Stand, choice: str) -> None:
    refund = money(Kind.REFUND, amount=D("12.5"), currency=at.home, of=INVOICE)
    there = at.put(refund, settings={"refunds": choice})
    assert D(there.theirs["TotalAmt"]) == D("12.5")
    at.put(refund, settings={"refunds": choice}, deed=Deed.DELETE, remote=there.remote)


def test_voiding_and_deleting(at: Stand) -> None:
    there = at.put(invoice(at, memo="ours"))
    voided = at.put(invoice(at), deed=Deed.VOID, remote=there.remote)
    assert (voided.theirs["TotalAmt"], voided.theirs["PrivateNote"]) == (0, "Voided - ours")
    gone = at.put(invoice(at), deed=Deed.DELETE, remote=voided.remote)
    assert gone.theirs == {}
    assert at.outcome(at.intent(invoice(at), deed=Deed.DELETE, remote=voided.remote)) == Absent()
    bill = bought([charge(code=STANDARD)], at.rates, currency=at.home)
    for document in (bill, replace(bill, type="purchase", paid_from=BANK)):
        ended = at.put(document)
        at.put(document, deed=Deed.VOID, remote=ended.remote)


def test_a_bill_of_an_order(at: Stand) -> None:
    order = bought(
        [charge(code=STANDARD)], at.rates, currency=at.home, kind=Kind.PURCHASE_ORDER, type="order"
    )
    there = at.put(order)
    ref = named(Kind.PURCHASE_ORDER, "B-7")
    bill = bought([charge(code=STANDARD)], at.rates, currency=at.home, order=ref)
    made = at.put(bill, keys={ref: there.remote.key})
    assert made.theirs["LinkedTxn"] == [{"TxnId": there.remote.key, "TxnType": "PurchaseOrder"}]
    again = at.put(
        replace(bill, memo="x"), keys={ref: there.remote.key}, remote=made.remote, theirs=made.theirs
    )
    assert again.theirs["LinkedTxn"] == made.theirs["LinkedTxn"]


def test_thirty_travel_together_and_each_has_its_own_answer(at: Stand) -> None:
    documents = [replace(invoice(at, number=f"N{place % 29}"), id=uuid4()) for place in range(30)]
    intents = [at.intent(document, id=uuid4()) for document in documents]
    message = VENDOR.encode(intents, key=str(uuid4()), company=at.company, settings={})
    found = VENDOR.decode(message, at.send(message))
    assert [isinstance(found[one.id], Accepted) for one in intents] == [True] * 29 + [False]
    taken = found[intents[29].id]
    first = found[intents[0].id]
    assert isinstance(taken, Failed)
    assert isinstance(first, Accepted)
    assert (taken.trouble, taken.code, taken.culprit) == (Trouble.REFUSED, "6140", first.remote.key)
    # The same bytes again: the same answers, and nothing is made twice.
    assert VENDOR.decode(message, at.send(message)) == found
    assert at.books.ask("select count(*) from Invoice")["totalCount"] == 29
    located = at.look(*intents)
    assert located[:29] == [found[one.id] for one in intents[:29]]


def test_a_change_by_somebody_else_is_stale(us: Stand) -> None:
    there = us.put(invoice(us))
    us.put(replace(invoice(us), memo="x"), remote=there.remote)
    outcome = us.outcome(us.intent(invoice(us), remote=there.remote))
    assert isinstance(outcome, Failed)
    assert (outcome.trouble, outcome.code) == (Trouble.STALE, "5010")


def test_a_name_that_another_list_has(us: Stand) -> None:
    taken = us.put(supplier(name="O'Hara \\ Sons"))
    one = us.intent(customer(name="o'hara \\ sons"))
    same = us.intent(customer(name="O'Hara \\ Sons"))
    outcome = us.outcome(same)
    assert isinstance(outcome, Failed)
    # Of another list it is not told which one: that takes looking.
    assert (outcome.trouble, outcome.code, outcome.culprit) == (Trouble.REFUSED, "6240", "")
    for found in us.look(one, same):
        assert isinstance(found, Failed)
        assert (found.trouble, found.code, found.culprit) == (Trouble.REFUSED, "6240", taken.remote.key)


def test_looking(us: Stand) -> None:
    there = us.put(invoice(us))
    retired = us.put(item(name="Old"))
    us.books.make("Item", **{**retired.theirs, "UnitPrice": 1, "Active": False, "sparse": True})
    by_reference = money(reference="1001")
    paid = us.put(by_reference)
    bill = bought([charge()])
    owed = us.put(bill)
    wanted = [
        (invoice(us), {}, there),
        (invoice(us), {"remote": there.remote}, there),
        (invoice(us, number="9"), {}, Absent()),
        (invoice(us), {"remote": Remote(key="99999", revision="0")}, Absent()),
        (item(name="Old"), {}, Absent()),
        (item(name="Old (deleted)"), {}, retired),
        # One whose parent is not there cannot be there itself, whoever has its name.
        (customer(parent=named(Kind.CUSTOMER, "Nowhere")), {}, Absent()),
        (item(name="hours"), {}, papers.ITEM),
        (terms(name="Net 30"), {}, "3"),
        (customer(), {}, papers.CUSTOMER),
        (by_reference, {}, paid),
        (replace(by_reference, amount=D(99)), {}, Absent()),
        (bill, {}, owed),
        (replace(bill, supplier=named(Kind.SUPPLIER, "Other")),
         {"keys": {named(Kind.SUPPLIER, "Other"): "1"}}, Absent()),
    ]  # fmt: skip
    intents = [us.intent(document, id=uuid4(), **more) for document, more, _ in wanted]
    for found, (_, _, expected) in zip(us.look(*intents), wanted, strict=True):
        if isinstance(expected, Absent):
            assert found == expected
            continue
        assert isinstance(found, Accepted)
        key = expected.remote.key if isinstance(expected, Accepted) else us.keys.get(expected, expected)
        assert found.remote.key == key
        assert not found.differences


def test_a_number_of_somebody_elses_invoice_is_told(us: Stand) -> None:
    there = us.put(invoice(us))
    other = us.put(customer(name="Ash"))
    ash = named(Kind.CUSTOMER, "Ash")
    (found,) = us.look(us.intent(invoice(us, customer=ash), keys={ash: other.remote.key}))
    assert isinstance(found, Failed)
    assert (found.code, found.culprit) == ("6140", there.remote.key)


def test_automated_tax_that_differs_is_told_with_both_numbers() -> None:
    at = Stand("us-ast", automated_tax_override=False)
    at.books.make(
        "Customer", Id=at.keys[papers.CUSTOMER], SyncToken="0", sparse=True,
        BillAddr={"Line1": "1 Elm", "CountrySubDivisionCode": "NV", "PostalCode": "89501"},
    )  # fmt: skip
    outcome = at.outcome(at.intent(invoice(at)))
    assert isinstance(outcome, Accepted)
    assert [(one.field_name, one.ours, one.theirs) for one in outcome.differences] == [
        ("total", "108", "106.85"), ("tax", "8", "6.85"),
    ]  # fmt: skip
    near = at.outcome(at.intent(invoice(at, number="2")), tax_tolerance="1.15")
    assert isinstance(near, Accepted)
    assert not near.differences


def test_a_number_of_theirs(us: Stand) -> None:
    there = us.put(invoice(us), settings={"numbering": "theirs"})
    assert there.number == "1001"
    again = us.put(
        replace(invoice(us), memo="x"),
        settings={"numbering": "theirs"},
        remote=there.remote,
        theirs=there.theirs,
    )
    assert again.number == "1001"
    own = Stand("us", custom_numbers=True)
    own.company = replace(own.company, own_numbers=True)
    assert own.put(invoice(own), settings={"numbering": "theirs"}).number == "1001"
