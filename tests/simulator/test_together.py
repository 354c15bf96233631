"""The server before a real company's books: what only shows once both are there."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from intuitlib.client import AuthClient
from intuitlib.config import DISCOVERY_URL
from quickbooks import QuickBooks, exceptions
from quickbooks.batch import batch_create
from quickbooks.objects.base import Ref
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.payment import Payment

from simulator.quickbooks_online.world import BOOKS
from tests.simulator.running import Running, get, post, running

pytest.importorskip("simulator.quickbooks_online.company")

PAGES = ("", "customers", "customers/1", "items", "invoices", "payments", "taxes", "apps", "log")


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with running(frozen=False, books=BOOKS) as held:
        monkeypatch.setitem(DISCOVERY_URL, "sandbox", held.url + "/.well-known/openid_sandbox_configuration/")
        monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", held.url + "/v3")
        monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
        yield held


@pytest.fixture
def client(real: Running) -> Iterator[QuickBooks]:
    app = real.app
    auth = AuthClient(app.client_id, app.client_secret, app.redirect_uris[0], "sandbox")
    auth.get_bearer_token(real.code(), realm_id=real.realm)
    made = QuickBooks(
        auth_client=auth, refresh_token=auth.refresh_token, company_id=real.realm, minorversion=75
    )
    yield made
    made.session.close()
    auth.close()


def invoice(amount: int) -> Invoice:
    made, line = Invoice(), SalesItemLine()
    made.CustomerRef = Ref()
    made.CustomerRef.value = "1"
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = Ref()
    line.SalesItemLineDetail.ItemRef.value = "1"
    made.Line.append(line)
    return made


def test_python_quickbooks_works_the_books(client: QuickBooks) -> None:
    """2.1, 2.3, 2.5, 2.7, 7.1."""
    assert Customer.get(1, qb=client).DisplayName == "Amy's Bird Sanctuary"
    first = invoice(10).save(qb=client, request_id="one")
    again = invoice(10).save(qb=client, request_id="one")
    assert first.Id == again.Id
    assert (first.TotalAmt, first.SyncToken) == (10, "0")
    found = Invoice.where(f"Id = '{first.Id}'", qb=client)
    assert [held.DocNumber for held in found] == [first.DocNumber]
    made = batch_create([invoice(20), invoice(30)], qb=client)
    assert sorted(held.TotalAmt for held in made.successes) == [20, 30]
    first.delete(qb=client)
    with pytest.raises(exceptions.ObjectNotFoundException):
        Invoice.get(first.Id, qb=client)


def test_a_payment_in_the_window_shows_in_the_api(real: Running, client: QuickBooks) -> None:
    """2.5, 9.5."""
    made = invoice(10).save(qb=client)
    paid = post(
        f"{real.url}/companies/{real.realm}/do/pay",
        data={"id": made.Id, "amount": "4.00", "back": f"invoices/{made.Id}"},
    )
    assert "A payment of 4.00 was recorded." in paid.text
    found = Invoice.get(made.Id, qb=client)
    assert (Decimal(str(found.Balance)), found.SyncToken) == (Decimal(6), "1")
    assert any(held.TotalAmt == 4 for held in Payment.all(qb=client))


@pytest.mark.parametrize("profile", ["us", "us-ast", "ca", "uk", "au"])
def test_every_page_of_every_profile_is_there(profile: str) -> None:
    with running(books=BOOKS, seeds=(profile,)) as held:
        for path in PAGES:
            assert get(f"{held.url}/companies/{held.realm}/{path}").status_code == 200


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("delete", {"entity": "Invoice", "id": "9999"}),
        ("pay", {"id": "9999", "amount": "1"}),
        ("merge", {"id": "1", "into": "9999"}),
        ("close", {"through": "soon"}),
    ],
)
def test_what_the_books_refuse_is_said(real: Running, deed: str, form: dict[str, Any]) -> None:
    answer = post(f"{real.url}/companies/{real.realm}/do/{deed}", data=form)
    assert (answer.status_code, "Not done." in answer.text) == (422, True)


def test_books_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    """9.12."""
    with running(books=BOOKS, state=tmp_path) as first:
        token = first.connected()["access_token"]
        made = first.call(token, "customer", method="POST", json={"DisplayName": "Stays"}).json()["Customer"]
    with running(books=BOOKS, state=tmp_path) as second:
        assert second.call(token, f"customer/{made['Id']}").json()["Customer"]["DisplayName"] == "Stays"
