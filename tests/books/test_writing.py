"""The one way in: what is written, what is refused and why, and what is told of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from billing.actors import Actor
from billing.events import Happened, Verb, subscribe, unsubscribe
from billing.kinds import Kind
from billing.models import AuditEntry, Contact, Customer, SearchWord, Tenant
from billing.problems import Missing, Refused, Stale
from billing.services.writing import Change, write
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_record_is_written_with_its_children_its_words_and_its_entry(put: Put) -> None:
    ash = put(
        Kind.CUSTOMER,
        name="Ash & Söhne",
        terms="net 30",
        contacts=[{"name": "Ada", "email": "ada@ash.test", "is_primary": True}],
    )

    kept = Customer.objects.get()
    assert (kept.name, kept.sort_key, kept.currency, kept.terms.name, kept.version) == (
        "Ash & Söhne",
        "ash & sohne",
        "USD",
        "Net 30",
        1,
    )
    assert list(Contact.objects.values_list("customer", "name", "email", "is_primary")) == [
        (ash.pk, "Ada", "ada@ash.test", True)
    ]
    assert sorted(SearchWord.objects.values_list("word", flat=True)) == ["ash", "sohne"]
    entry = AuditEntry.objects.get(subject_id=ash.pk)
    assert (entry.action, entry.subject_label, entry.before) == ("customer.created", "Ash & Söhne", None)
    assert entry.after == {
        "name": "Ash & Söhne",
        "currency": "USD",
        "terms": "Net 30",
        "tax_treatment": "taxable",
        "is_active": True,
        "contacts": ["name Ada, email ada@ash.test, is primary True"],
    }


def test_a_change_raises_the_version_and_tells_only_what_changed(put: Put, customer: Any) -> None:
    put(Kind.CUSTOMER, customer.pk, version=1, terms="Net 15", name=customer.name)

    kept = Customer.objects.get()
    assert (kept.version, kept.updated_at) == (2, NOW)
    entry = AuditEntry.objects.get(action="customer.changed")
    assert (entry.before, entry.after) == ({"terms": None}, {"terms": "Net 15"})


def test_what_changes_nothing_leaves_no_trace(put: Put, customer: Any) -> None:
    put(Kind.CUSTOMER, customer.pk, name=customer.name)

    assert Customer.objects.get().version == 1
    assert not AuditEntry.objects.filter(action="customer.changed").exists()


def test_the_second_of_two_who_save_at_once_is_told(put: Put, customer: Any) -> None:
    put(Kind.CUSTOMER, customer.pk, version=1, name="First")

    with pytest.raises(Stale) as told:
        put(Kind.CUSTOMER, customer.pk, version=1, name="Second")

    assert "you saw version 1, and it is at version 2" in str(told.value)
    assert Customer.objects.get().name == "First"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "name", "Give the display name."),
        ({"name": " "}, "name", "cannot be blank"),
        ({"name": 7}, "name", "Write this as text."),
        ({"name": "x" * 501}, "name", "at most 500 characters"),
        ({"name": "a\u202eb"}, "name", "U+202E"),
        ({"name": "A", "nick": "B"}, "nick", "No field of a customer is called that. It has: name, company,"),
        ({"name": "A", "currency": "EUR"}, "currency", "EUR is not one of your currencies"),
        ({"name": "A", "currency": "euro"}, "currency", "three capital letters"),
        ({"name": "A", "terms": "Net 31"}, "terms", "“Net 31” is not among the terms here."),
        ({"name": "A", "terms": uuid4()}, "terms", "This id is not among the terms here."),
        ({"name": "A", "terms": 30}, "terms", "Name the payment term by its id"),
        ({"name": "A", "is_active": "yes"}, "is_active", "either true or false"),
        ({"name": "A", "tax_treatment": "odd"}, "tax_treatment", "not a valid choice"),
        ({"name": "A", "tax_treatment": "exempt"}, "exemption_reason", "Say why this customer is exempt"),
        (
            {"name": "A", "tax_treatment": "own_rate", "tax_rate": "101"},
            "tax_rate",
            "less than or equal to 100",
        ),
        ({"name": "A", "tax_treatment": "own_rate", "tax_rate": 1.5}, "tax_rate", "Write this as a number"),
        ({"name": "A", "tax_treatment": "own_code"}, "tax_code", "Choose the tax code"),
        ({"name": "A", "billing_country": "Spain"}, "billing_country", "two capital letters"),
        ({"name": "A", "billing_lines": "1\n2\n3\n4\n5\n6"}, "billing_lines", "has 6 lines"),
        ({"name": "A", "contacts": "Ada"}, "contacts", "Give a list with one object for each contact."),
        ({"name": "A", "contacts": [{}]}, "contacts.0.name", "Give the name."),
        ({"name": "A", "contacts": [{"name": "B", "email": "b@"}]}, "contacts.0.email", "valid email"),
        (
            {"name": "A", "contacts": [{"name": "B", "age": 3}]},
            "contacts.0.age",
            "No field of a contact is called that",
        ),
        ({"name": "A", "contacts": [{"id": str(uuid4()), "name": "B"}]}, "contacts.0.id", "not one of this"),
        ({"name": "A", "contacts": [{"name": "B"}] * 101}, "contacts", "There are 101, and at most 100"),
        (
            {"name": "A", "contacts": [{"name": "B", "is_billing": True}, {"name": "C", "is_billing": True}]},
            "contacts.1.is_billing",
            "Another contact is for billing already",
        ),
    ],
)
def test_each_refusal_names_the_field_and_writes_nothing(
    values: dict[str, Any], field: str, words: str, put: Put
) -> None:
    with pytest.raises(Refused) as told:
        put(Kind.CUSTOMER, **values)

    assert [problem.field for problem in told.value.problems] == [field]
    assert words in told.value.problems[0].message
    assert (Customer.objects.count(), Contact.objects.count(), SearchWord.objects.count()) == (0, 0, 0)
    assert not AuditEntry.objects.filter(action__startswith="customer").exists()


def test_a_batch_writes_what_is_in_order_and_says_what_is_wrong_with_the_rest(
    books: Tenant, actor: Actor
) -> None:
    results = write(
        kind=Kind.CUSTOMER,
        changes=[Change(values={"name": "A"}), Change(values={"name": ""}), Change(values={"name": "C"})],
        actor=actor,
        now=NOW,
    )

    assert [(result.verb, [problem.field for problem in result.problems]) for result in results] == [
        (Verb.CREATED, []),
        (None, ["name"]),
        (Verb.CREATED, []),
    ]
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["A", "C"]


def test_a_record_of_another_organisation_is_not_there(
    put: Put, customer: Any, harbour: Tenant, actor: Actor
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        (result,) = write(
            kind=Kind.CUSTOMER,
            changes=[Change(id=customer.pk, values={"name": "Mine"})],
            actor=actor,
            now=NOW,
        )
        (other,) = write(
            kind=Kind.CUSTOMER,
            changes=[Change(values={"name": "B", "parent": customer.pk})],
            actor=actor,
            now=NOW,
        )

    assert [problem.code for problem in result.problems] == ["missing"]
    assert [(problem.field, problem.code) for problem in other.problems] == [("parent", "reference")]
    assert Customer.objects.get().name == customer.name


def test_a_record_that_is_not_there_is_missing(put: Put) -> None:
    with pytest.raises(Missing):
        put(Kind.CUSTOMER, uuid4(), name="A")


def test_an_inactive_record_is_not_chosen_anew_and_stays_where_it_is(put: Put) -> None:
    old = put(Kind.TERMS, name="Old", due_days=5)
    ash = put(Kind.CUSTOMER, name="Ash", terms=old)
    put(Kind.TERMS, old.pk, is_active=False)

    put(Kind.CUSTOMER, ash.pk, name="Ash 2", terms=old.pk)
    with pytest.raises(Refused) as told:
        put(Kind.CUSTOMER, name="Birch", terms=old.pk)

    assert told.value.problems[0].message == ("Old is inactive. Choose another one, or make it active again.")
    assert Customer.objects.get().name == "Ash 2"


def test_an_ambiguous_name_is_not_guessed(put: Put) -> None:
    put(Kind.CUSTOMER, name="Twin")
    put(Kind.CUSTOMER, name="twin")

    with pytest.raises(Refused) as told:
        put(Kind.CUSTOMER, name="Branch", parent="TWIN")
    exact = put(Kind.CUSTOMER, name="Branch", parent="twin")

    assert "There are 2 customers called “TWIN”" in str(told.value)
    assert exact.parent.name == "twin"


def test_a_number_or_a_name_that_stands_once_is_not_given_twice(
    put: Put, books: Tenant, actor: Actor
) -> None:
    put(Kind.CUSTOMER, name="A", external_number="C-1")

    with pytest.raises(Refused) as told:
        put(Kind.CUSTOMER, name="B", external_number="C-1")
    with pytest.raises(Refused):
        put(Kind.TERMS, name="NET 30")
    results = write(
        kind=Kind.CUSTOMER,
        changes=[Change(values={"name": "X", "external_number": "C-2"})] * 2,
        actor=actor,
        now=NOW,
    )

    assert str(told.value) == (
        "There is another customer with the external number C-1. Choose a different one."
    )
    assert [result.verb for result in results] == [Verb.CREATED, None]


def test_a_tree_has_no_circle_and_five_levels(put: Put) -> None:
    ids = [put(Kind.CLASS, name="0").pk]
    for level in range(1, 5):
        ids.append(put(Kind.CLASS, name=str(level), parent=ids[-1]).pk)

    with pytest.raises(Refused) as deep:
        put(Kind.CLASS, name="5", parent=ids[-1])
    with pytest.raises(Refused) as circle:
        put(Kind.CLASS, ids[0], parent=ids[2])
    with pytest.raises(Refused):
        put(Kind.CLASS, ids[0], parent=ids[0])
    other = put(Kind.CLASS, name="other").pk
    with pytest.raises(Refused):
        put(Kind.CLASS, ids[0], parent=other)

    assert "deeper than 5 levels" in str(deep.value)
    assert "would stand below itself" in str(circle.value)


def test_subscribers_hear_of_a_write_in_its_transaction_and_can_undo_it(put: Put) -> None:
    heard: list[Happened] = []

    def refuse(events: Any) -> None:
        heard.extend(events)
        raise RuntimeError("no")

    subscribe(refuse)
    try:
        with pytest.raises(RuntimeError):
            put(Kind.CUSTOMER, name="A")
    finally:
        unsubscribe(refuse)

    assert [(event.kind, event.verb, event.version) for event in heard] == [(Kind.CUSTOMER, Verb.CREATED, 1)]
    assert not Customer.objects.exists()


def test_the_currency_of_a_customer_with_documents_stays(put: Put, invoice: Callable[..., Any]) -> None:
    put(Kind.CURRENCY, code="EUR")
    customer = invoice("10").customer

    with pytest.raises(Refused) as told:
        put(Kind.CUSTOMER, customer.pk, currency="EUR")
    free = put(Kind.CUSTOMER, name="B")
    put(Kind.CUSTOMER, free.pk, currency="EUR")

    assert told.value.problems[0].code == "fixed"
    assert "has documents in USD, so the currency stays" in str(told.value)
