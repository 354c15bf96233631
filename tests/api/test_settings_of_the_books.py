"""The settings of the books through the API: changed in part, judged, and told in the trail."""

from typing import Any

import pytest
import time_machine

from billing.kinds import Kind
from billing.models import AuditEntry, Bookkeeping, NumberSeries, Tenant
from billing.tenancy.scope import tenant_scope
from tests.api.calling import pointers, problem

pytestmark = pytest.mark.django_db
NOW = "2026-11-20T12:00:00Z"


def trail(tenant: Tenant) -> list[tuple[str, Any, Any]]:
    with tenant_scope(tenant_id=tenant.id):
        entries = AuditEntry.objects.filter(subject_kind="bookkeeping").order_by("at", "pk")
        return [(entry.action, entry.before, entry.after) for entry in entries]


def test_what_is_sent_is_changed_and_the_rest_stays(api: Any, cedar: Tenant) -> None:
    before = api.get("settings/").json()

    answer = api.patch("settings/", {"terms": "Net 15", "customer_message": "Thank you"})

    assert answer.status_code == 200, answer.content
    after = answer.json()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "terms", "terms_name", "customer_message"}
    assert (after["version"], after["terms_name"]) == (2, "Net 15")
    assert api.get("settings/").json() == after
    assert trail(cedar) == [
        (
            "books.changed",
            {"customer_message": "", "terms": "Net 30"},
            {"customer_message": "Thank you", "terms": "Net 15"},
        )
    ]


def test_an_answer_sent_back_changes_nothing(api: Any, cedar: Tenant) -> None:
    before = api.get("settings/").json()

    assert api.patch("settings/", before).json() == before
    assert trail(cedar) == []


def test_days_are_closed_and_opened_again_each_told_as_what_it_is(api: Any, cedar: Tenant) -> None:
    with time_machine.travel(NOW):
        for day in ("2026-10-31", "2026-11-20", "2026-09-30", None):
            answer = api.patch("settings/", {"closed_through": day})
            assert answer.json()["closed_through"] == day, answer.content

    assert trail(cedar) == [
        ("books.closed", {"closed_through": None}, {"closed_through": "2026-10-31"}),
        ("books.closed", {"closed_through": "2026-10-31"}, {"closed_through": "2026-11-20"}),
        ("books.opened_again", {"closed_through": "2026-11-20"}, {"closed_through": "2026-09-30"}),
        ("books.opened_again", {"closed_through": "2026-09-30"}, {"closed_through": None}),
    ]


def test_what_is_closed_refuses_documents(api: Any, examples: Any) -> None:
    api.patch("settings/", {"closed_through": "2025-12-31"})
    sent = {"customer": "C-1001", "day": "2025-12-31", "lines": [{"description": "A", "price": 1}]}

    assert pointers(problem(api.post("invoices/", sent), 422, "invalid")) == [("/day", "closed")]
    assert api.post("invoices/", {**sent, "day": "2026-01-01"}).status_code == 201


def test_numbers_go_on_as_they_are_set(api: Any, examples: Any, cedar: Tenant) -> None:
    sent = {"customer": "C-1001", "day": "2026-11-20", "lines": [{"description": "A", "price": 1}]}
    series = {"policy": "prefixed", "prefix": "R-", "next_number": 7, "digits": 4}

    answer = api.patch("settings/", {"number_series": {"invoices": series}})

    assert answer.json()["number_series"]["invoices"] == series
    assert api.create(Kind.INVOICE, **sent)["number"] == "R-0007"
    assert trail(cedar)[0][0] == "books.numbering_changed"
    assert api.get("settings/").json()["number_series"]["invoices"]["next_number"] == 8


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], ("", "type")),
        ({"frob": 1}, ("/frob", "unknown")),
        ({"version": "1"}, ("/version", "type")),
        ({"closed_through": "2026-11-21"}, ("/closed_through", "future")),
        ({"closed_through": "1899-01-01"}, ("/closed_through", "min_value")),
        ({"tax_rounding": "never"}, ("/tax_rounding", "invalid_choice")),
        ({"terms": "Net 31"}, ("/terms", "reference")),
        ({"terms": 5}, ("/terms", "reference")),
        ({"deposit_account": "4000"}, ("/deposit_account", "invalid")),
        ({"asset_account": "1000"}, ("/asset_account", "invalid")),
        ({"terms": "Net 14"}, ("/terms", "inactive")),
        ({"number_series": []}, ("/number_series", "type")),
        ({"number_series": {"customers": {}}}, ("/number_series/customers", "unknown")),
        ({"number_series": {"invoices": 5}}, ("/number_series/invoices", "type")),
        ({"number_series": {"invoices": {"a": 1}}}, ("/number_series/invoices/a", "unknown")),
        (
            {"number_series": {"invoices": {"policy": "odd"}}},
            ("/number_series/invoices/policy", "invalid_choice"),
        ),
        (
            {"number_series": {"invoices": {"policy": "prefixed"}}},
            ("/number_series/invoices/prefix", "required"),
        ),
        (
            {"number_series": {"invoices": {"next_number": 0}}},
            ("/number_series/invoices/next_number", "min_value"),
        ),
        (
            {"number_series": {"invoices": {"next_number": 1001}}},
            ("/number_series/invoices/next_number", "behind"),
        ),
        (
            {"number_series": {"invoices": {"next_number": 2000}}},
            ("/number_series/invoices/next_number", "taken"),
        ),
        (
            {
                "number_series": {
                    "credit_notes": {"prefix": "ABCDEFGHIJ", "digits": 10, "next_number": 10**10}
                }
            },
            ("/number_series/credit_notes/next_number", ""),
        ),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_changes(
    body: Any, expected: tuple[str, str], api: Any, examples: Any, cedar: Tenant
) -> None:
    api.patch(f"terms/{examples[Kind.TERMS]['id']}/", {"is_active": False})
    api.create(
        Kind.INVOICE,
        customer="C-1001",
        day="2026-11-20",
        number="2000",
        lines=[{"description": "A", "price": 1}],
    )
    with tenant_scope(tenant_id=cedar.id):
        before = [*Bookkeeping.objects.values(), *NumberSeries.objects.order_by("pk").values()]
    with time_machine.travel(NOW, tick=False):
        answer = api.patch("settings/", body)

    if not expected[1]:
        assert answer.status_code == 200  # 21 characters just fit
        return
    assert pointers(problem(answer, 422, "invalid")) == [expected]
    with tenant_scope(tenant_id=cedar.id):
        assert before == [*Bookkeeping.objects.values(), *NumberSeries.objects.order_by("pk").values()]
    assert trail(cedar) == []


def test_lost_updates_of_settings(api: Any, examples: Any) -> None:
    seen = api.get("settings/")["ETag"]
    assert api.get("settings/", If_None_Match=seen).status_code == 304
    api.create(Kind.INVOICE, customer="C-1001", day="2026-11-20", lines=[{"description": "A", "price": 1}])
    # A document more is no change of the settings, though the next number is another one now.
    assert api.get("settings/", If_None_Match=seen).status_code == 200
    assert api.patch("settings/", {"prices_include_tax": True}, If_Match=seen).json()["version"] == 2

    told = problem(
        api.patch("settings/", {"prices_include_tax": False}, If_Match=seen), 412, "changed_meanwhile"
    )
    assert told["version"] == 2
    told = problem(
        api.patch("settings/", {"prices_include_tax": False, "version": 1}), 409, "changed_meanwhile"
    )
    assert told["version"] == 2
    assert api.patch("settings/", {"prices_include_tax": False}, If_Match="*").json()["version"] == 3
