"""The records of every kind through the API: created, read, changed, replaced, listed, deleted."""

import json
from typing import Any
from uuid import uuid4

import pytest

from billing.api.books.examples import EXAMPLES
from billing.api.books.urls import urlpatterns
from billing.kinds import Kind
from billing.models import AuditEntry, Customer, Role, Tenant
from billing.queries.representing import columns_of
from billing.registers import register_of
from billing.roles import MODULES
from billing.scopes import SETTINGS
from billing.tenancy.scope import tenant_scope
from tests.api.calling import Api, pointers, problem

pytestmark = pytest.mark.django_db
LASTING = {Kind.PAYMENT, Kind.REFUND}
NOBODY = "01980c3e-7a10-7c00-8000-000000000000"


def audited(tenant: Tenant) -> int:
    with tenant_scope(tenant_id=tenant.id):
        return AuditEntry.objects.count()


def test_every_kind_is_created_as_its_example_shows(examples: Any, cedar: Tenant) -> None:
    assert list(examples) == list(EXAMPLES) == list(Kind)
    for kind, made in examples.items():
        assert {"id", "version", "created_at", "updated_at", *columns_of(register_of(kind))} <= made.keys()
    with tenant_scope(tenant_id=cedar.id):
        entries = AuditEntry.objects.filter(action__endswith=".created", subject_kind__in=[*Kind])
        assert set(entries.values_list("actor_label", "channel")) == {("Shop (Shop robot)", "api")}
        assert sorted(entries.values_list("subject_kind", flat=True)) == sorted(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_read_listed_and_tagged(kind: Kind, examples: Any, api: Any) -> None:
    url = f"{kind.slug}/{examples[kind]['id']}/"
    made = api.get(url)

    assert made.status_code == 200
    assert made["ETag"] == f'W/"{made.json()["id"]}.{made.json()["version"]}"'
    seen = api.get(url, If_None_Match=made["ETag"])
    assert (seen.status_code, seen.content, seen["ETag"]) == (304, b"", made["ETag"])
    assert api.get(url, If_None_Match=f'"{uuid4()}.1"').status_code == 200
    listed = api.get(f"{kind.slug}/?limit=200").json()
    assert made.json() in listed["data"]
    assert (listed["next"], listed["previous"]) == (None, None)


@pytest.mark.parametrize("kind", Kind)
def test_an_answer_sent_back_changes_nothing(kind: Kind, examples: Any, api: Any) -> None:
    url = f"{kind.slug}/{examples[kind]['id']}/"
    before = api.get(url).json()

    for method in ("put", "patch"):
        answer = api.send(method, url, before)
        assert answer.status_code == 200, answer.content
        assert answer.json() == before


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_deleted_or_says_why_not(kind: Kind, examples: Any, api: Any, cedar: Tenant) -> None:
    url = f"{kind.slug}/{examples[kind]['id']}/"
    free = kind in {Kind.CURRENCY, Kind.EXCHANGE_RATE, Kind.CREDIT_NOTE, Kind.PURCHASE_ORDER, Kind.EXPENSE}
    before = audited(cedar)

    answer = api.delete(url)

    if free:
        assert (answer.status_code, answer.content) == (204, b"")
        assert audited(cedar) == before + 1
        problem(api.delete(url), 404, "not_found")
        problem(api.get(url), 404, "not_found")
    else:
        problem(
            answer,
            409,
            "in_use" if examples[kind]["id"] and kind not in LASTING | {Kind.INVOICE} else IN_THE_WAY[kind],
        )
        assert api.get(url).status_code == 200
        assert audited(cedar) == before


IN_THE_WAY = {Kind.INVOICE: "in_use", Kind.PAYMENT: "in_use", Kind.REFUND: "state"}


def test_what_is_put_replaces_the_whole_as_if_it_were_new(examples: Any, api: Any) -> None:
    made = examples[Kind.CUSTOMER]
    put = api.put(f"customers/{made['id']}/", {"name": "Ash only"}).json()
    new = api.create(Kind.CUSTOMER, name="Ash only")

    own = {"id", "version", "created_at", "updated_at"}
    assert {name: value for name, value in put.items() if name not in own} == {
        name: value for name, value in new.items() if name not in own
    }
    assert put["version"] == 2


def test_a_document_that_is_put_is_filled_in_as_if_it_were_new_and_keeps_its_number(
    api: Any, examples: Any
) -> None:
    api.patch("settings/", {"customer_message": "Thank you"})
    sent = {"customer": "C-1001", "day": "2026-11-21", "lines": [{"item": "SUP-1"}]}
    extra = {
        "due_on": "2027-01-01",
        "bill_to": "Elsewhere",
        "memo": "x",
        "terms": None,
        "discount_percent": 5,
    }
    made = api.create(Kind.INVOICE, **sent, **extra)
    put = api.put(f"invoices/{made['id']}/", sent).json()
    new = api.create(Kind.INVOICE, **sent)

    own = {"id", "version", "created_at", "updated_at", "number", "lines"}
    assert {name: value for name, value in put.items() if name not in own} == {
        name: value for name, value in new.items() if name not in own
    }
    assert [{**line, "id": ""} for line in put["lines"]] == [{**line, "id": ""} for line in new["lines"]]
    assert put["number"] == made["number"] != new["number"]
    assert put["customer_message"] == "Thank you"


def test_what_is_put_must_have_what_a_new_one_must(api: Any) -> None:
    made = api.create(Kind.CUSTOMER, name="Ash", company="Ash Ltd")

    told = problem(api.put(f"customers/{made['id']}/", {"company": "B"}), 422, "invalid")

    assert pointers(told) == [("/name", "required")]
    assert api.get(f"customers/{made['id']}/").json() == made


def test_a_line_with_its_id_is_changed_and_those_left_out_go(api: Any, examples: Any) -> None:
    made = api.create(Kind.CREDIT_NOTE, **EXAMPLES[Kind.CREDIT_NOTE])
    line = made["lines"][0]

    changed = api.patch(
        f"credit-notes/{made['id']}/",
        {"lines": [{"id": line["id"], "price": 10}, {"description": "B", "price": "1.5"}]},
    ).json()

    assert [(one["description"], one["price"]) for one in changed["lines"]] == [
        ("An hour less than charged", "10.00"[:2]),
        ("B", "1.5"),
    ]
    assert changed["lines"][0]["id"] == line["id"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], [("", "type")]),
        ("null", [("", "type")]),
        ({}, [("/name", "required")]),
        ({"name": None}, [("/name", "blank")]),
        ({"name": 5}, [("/name", "type")]),
        ({"name": ["A"]}, [("/name", "type")]),
        ({"name": "A", "frob": 1}, [("/frob", "unknown")]),
        ({"name": "A", "id": NOBODY}, [("/id", "read_only")]),
        ({"name": "A", "version": "1"}, [("/version", "type")]),
        ({"name": "A", "tax_rate": []}, [("/tax_rate", "type")]),
        ({"name": "A", "tax_rate": {}}, [("/tax_rate", "type")]),
        ({"name": "A", "tax_rate": "1_0"}, [("/tax_rate", "type")]),
        ('{"name": "A", "tax_rate": 0.30000000000000004}', [("/tax_rate", "max_digits")]),
        ('{"name": "A", "tax_rate": 1e400}', [("/tax_rate", "max_value")]),
        ({"name": "A", "is_active": None}, [("/is_active", "required")]),
        ({"name": "A", "is_active": 1}, [("/is_active", "type")]),
        ({"name": "A", "terms": "\x00"}, [("/terms", "reference")]),
        ('{"name": "A", "terms": "\\ud800"}', [("/terms", "reference")]),
        ('{"name": "\\ud800"}', [("/name", "invisible")]),
        ('{"name": "A", "\\ud800": 1}', [("/\ud800", "unknown")]),
        ({"name": "A", "contacts": {}}, [("/contacts", "type")]),
        ({"name": "A", "contacts": [5]}, [("/contacts", "type")]),
        ({"name": "A", "contacts": [{"name": "B", "email": []}]}, [("/contacts/0/email", "type")]),
        ({"name": "A", "contacts": [{"id": [], "name": "B"}]}, []),
        ({"name": "A", "contacts": [{"id": [1], "name": "B"}]}, [("/contacts/0/id", "missing")]),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(
    body: Any, expected: Any, api: Any, cedar: Tenant
) -> None:
    before = audited(cedar)
    answer = api.post("customers/", body)

    if not expected:
        assert answer.status_code == 201
        return
    assert pointers(problem(answer, 422, "invalid")) == expected
    with tenant_scope(tenant_id=cedar.id):
        assert not Customer.objects.exists()
    assert audited(cedar) == before


@pytest.mark.parametrize("number", ["12.5", 12, "12", '"12.50"'])
def test_numbers_come_as_numbers_or_as_text(number: Any, api: Any) -> None:
    sent = '{"name": "A", "price": %s}' % (number if isinstance(number, str) else json.dumps(number))

    assert api.post("items/", sent).json()["price"] == {"12.5": "12.5", '"12.50"': "12.5"}.get(number, "12")


@pytest.mark.parametrize(
    "body", ['{"name": "A", "name": "B"}', '{"name": "A", "contacts": [{"a": 1, "a": 2}]}']
)
def test_a_name_that_stands_twice_is_refused(body: str, api: Any) -> None:
    told = problem(api.post("customers/", body), 400, "malformed")

    assert "stands twice in one object" in told["detail"]


def test_what_is_nested_too_deeply_is_refused(api: Any) -> None:
    problem(api.post("customers/", '{"a":' * 100_000), 400, "malformed")
    assert pointers(
        problem(api.post("customers/", {"name": json.loads("[" * 400 + "]" * 400)}), 422, "invalid")
    ) == [("/name", "type")]


class TestLostUpdates:
    @pytest.fixture
    def made(self, api: Any) -> dict[str, Any]:
        made: dict[str, Any] = api.create(Kind.CUSTOMER, name="Ash")
        return made

    def test_another_version_than_was_seen_is_not_changed(self, api: Any, made: Any) -> None:
        url, old = f"customers/{made['id']}/", f'W/"{made["id"]}.1"'
        assert api.patch(url, {"name": "Birch"}, If_Match=old).status_code == 200

        for method, body in (("patch", {"name": "C"}), ("put", {"name": "C"}), ("delete", {})):
            answer = api.send(method, url, body, If_Match=old)
            told = problem(answer, 412, "changed_meanwhile")
            assert (told["version"], answer["ETag"]) == (2, f'W/"{made["id"]}.2"')
            assert told["errors"][0]["header"] == "If-Match"
        assert api.get(url).json()["name"] == "Birch"

    @pytest.mark.parametrize("header", ["*", '"{tag}"', 'W/"{tag}"', 'W/"x", W/"{tag}"', ""])
    def test_the_version_that_was_seen_is_changed(self, header: str, api: Any, made: Any) -> None:
        tag = header.replace("{tag}", f"{made['id']}.1")

        assert api.patch(f"customers/{made['id']}/", {"name": "B"}, If_Match=tag).json()["version"] == 2

    @pytest.mark.parametrize("header", ["nonsense", '"1"', f'"{NOBODY}.1"'])
    def test_a_tag_of_something_else_does_not_fit(self, header: str, api: Any, made: Any) -> None:
        problem(
            api.patch(f"customers/{made['id']}/", {"name": "B"}, If_Match=header), 412, "changed_meanwhile"
        )

    def test_a_version_in_the_body_does_the_same(self, api: Any, made: Any) -> None:
        url = f"customers/{made['id']}/"
        assert api.patch(url, {"name": "B", "version": 1}).status_code == 200

        answer = api.patch(url, {"name": "C", "version": 1})

        told = problem(answer, 409, "changed_meanwhile")
        assert (told["version"], answer["ETag"]) == (2, f'W/"{made["id"]}.2"')
        assert api.patch(url, {"name": "C"}).json()["version"] == 3

    def test_a_deed_too(self, api: Any, examples: Any) -> None:
        order = examples[Kind.PURCHASE_ORDER]
        url = f"purchase-orders/{order['id']}/approve/"

        problem(api.post(url, If_Match='W/"x.9"'), 412, "changed_meanwhile")
        assert api.post(url, If_Match=f'W/"{order["id"]}.1"').json()["state"] == "open"

    def test_the_id_of_another_record_in_the_body(self, api: Any, made: Any) -> None:
        told = problem(api.patch(f"customers/{made['id']}/", {"id": NOBODY, "name": "B"}), 422, "invalid")
        assert pointers(told) == [("/id", "read_only")]

    def test_nobody_there_is_404_whatever_is_expected(self, api: Any) -> None:
        for method in ("get", "patch", "put", "delete"):
            for header in ("*", ""):
                answer = api.send(method, f"customers/{NOBODY}/", {"name": "B"}, If_Match=header)
                problem(answer, 404, "not_found")


def test_deeds_lead_a_document_through_its_states(api: Any, examples: Any) -> None:
    order = examples[Kind.PURCHASE_ORDER]["id"]
    states = [
        api.post(f"purchase-orders/{order}/{deed}/").json()["state"]
        for deed in ("approve", "send", "close", "reopen", "void")
    ]
    assert states == ["open", "open", "closed", "open", "void"]
    for deed in ("approve", "void"):
        problem(api.post(f"purchase-orders/{order}/{deed}/"), 409, "void")
    invoice = examples[Kind.INVOICE]["id"]
    problem(api.post(f"invoices/{invoice}/approve/"), 409, "state")
    problem(api.post(f"invoices/{invoice}/void/"), 409, "state")
    problem(api.post(f"invoices/{NOBODY}/void/"), 404, "not_found")
    assert pointers(problem(api.post(f"invoices/{invoice}/void/", {"why": 1}), 422, "invalid")) == [
        ("/why", "unknown")
    ]
    problem(api.post(f"payments/{examples[Kind.PAYMENT]['id']}/approve/"), 404, "not_found")


def test_a_customers_balance(api: Any, examples: Any, program: Any) -> None:
    url = f"customers/{examples[Kind.CUSTOMER]['id']}/balance/"

    told = api.get(url).json()

    total = examples[Kind.INVOICE]["total"]
    assert told["customer_name"] == "Ash & Sons"
    assert (told["open"], told["credit"], told["open_invoices"]) == (f"{float(total) - 100:.2f}", "0.00", 1)
    assert told["balance"] == told["open"]
    problem(api.get(f"customers/{NOBODY}/balance/"), 404, "not_found")
    only = Api(token=program("Only", scopes=("customers.read",)).token())
    assert "invoices.read" in problem(only.get(url), 403, "scope_missing")["detail"]


def walk() -> list[tuple[str, str, Any]]:
    """Return every address of the books with each method, and whose scope it asks for."""
    found = []
    for pattern in urlpatterns:
        view = pattern.callback
        path = str(pattern.pattern).replace("<uuid:record_id>", NOBODY)
        kind = view.view_initkwargs.get("kind", getattr(view.cls, "kind", None))
        methods = [name for name in ("get", "post", "put", "patch", "delete") if hasattr(view.cls, name)]
        found += [(method, path, kind) for method in methods]
    return found


def scope(kind: Any, access: str) -> str:
    return f"{SETTINGS if kind == SETTINGS else kind.plural}.{access}"


def test_every_address_asks_for_its_scope_and_its_module(program: Any, cedar: Tenant) -> None:
    none = Api(token=program("None", scopes=()).token())
    reads = Api(
        token=program(
            "Reads", scopes=tuple(scope(k, "read") for k in (*Kind, SETTINGS)), role=Role.ADMIN
        ).token()
    )
    viewer = Api(token=program("Viewer", scopes=("admin",), role=Role.VIEWER).token())
    purchases = Api(
        token=program("Purchases", scopes=("admin",), role=Role.ADMIN, modules=("expenses",)).token()
    )
    before = audited(cedar)
    walked = walk()
    assert len(walked) == 8 * len(Kind) + 3 + 3 + 1 + 1 + 5 + 2 + 1 + 2
    for method, path, kind in walked:
        access = "read" if method == "get" else "write"
        assert scope(kind, access) in problem(none.send(method, path, {}), 403, "scope_missing")["detail"]
        if method != "get":
            assert (
                scope(kind, access) in problem(reads.send(method, path, {}), 403, "scope_missing")["detail"]
            )
            problem(viewer.send(method, path, {}), 403, "role_too_weak")
        closed = kind in MODULES and MODULES[kind] != "expenses"
        answer = purchases.send(method, path, {})
        assert (answer.status_code == 403) is (closed or path.endswith("balance/")), (method, path)
    assert audited(cedar) == before


def test_a_stranger_sees_nothing_and_changes_nothing(
    program: Any, harbour: Tenant, cedar: Tenant, examples: Any
) -> None:
    other = Api(token=program("Other", scopes=("admin",), role=Role.ADMIN, tenant=harbour).token())
    before = audited(cedar)

    for kind, made in examples.items():
        url = f"{kind.slug}/{made['id']}/"
        body = EXAMPLES[kind]
        for method in ("get", "put", "patch", "delete"):
            problem(other.send(method, url, body), 404, "not_found")
        told = other.post(f"{kind.slug}/bulk/", {"records": [{"id": made["id"], **body}]}).json()
        assert told["results"][0]["status"] == "refused"
        assert made["id"] not in [row["id"] for row in other.get(f"{kind.slug}/?limit=200").json()["data"]]
        if kind not in LASTING:
            told = other.post(f"{kind.slug}/deeds/", {"deed": "delete", "ids": [made["id"]]}).json()
            assert told["summary"]["refused"] == 1
    problem(other.get(f"customers/{examples[Kind.CUSTOMER]['id']}/balance/"), 404, "not_found")
    assert audited(cedar) == before
