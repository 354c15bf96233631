"""The window of the bookkeeper: what it shows, and what its forms do. Plain HTTP is enough for all of it."""

import pytest
import requests

from tests.simulator.running import Running, get, post

PAGES = (
    "",
    "customers",
    "customers/1",
    "items",
    "invoices",
    "invoices/3",
    "payments",
    "taxes",
    "apps",
    "log",
)


def do(qbo: Running, deed: str, **form: str) -> requests.Response:
    return post(f"{qbo.url}/companies/{qbo.realm}/do/{deed}", data=form)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_and_has_no_script(qbo: Running, path: str) -> None:
    answer = get(f"{qbo.url}/companies/{qbo.realm}/{path}")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["companies/1/", "companies/x/customers"])
def test_there_is_no_other_company(qbo: Running, path: str) -> None:
    assert get(f"{qbo.url}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["customers/99", "invoices/99", "log/99", "log/x"])
def test_what_is_not_there_is_said(qbo: Running, path: str) -> None:
    answer = get(f"{qbo.url}/companies/{qbo.realm}/{path}")
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_names_are_text_and_nothing_else(qbo: Running) -> None:
    text = get(f"{qbo.url}/companies/{qbo.realm}/customers").text
    assert "Customer &lt;1&gt;" in text
    assert "Customer <1>" not in text
    said = get(f"{qbo.url}/companies/{qbo.realm}/?said=<b>x").text
    assert "&lt;b&gt;x" in said


@pytest.mark.parametrize(
    ("deed", "form", "said"),
    [
        ("customer", {"id": "1", "DisplayName": "Amy", "back": "customers/1"}, "The customer was changed."),
        ("pay", {"id": "3", "amount": "100", "back": "invoices/3"}, "A payment of 100.00 was recorded."),
        ("delete", {"entity": "Invoice", "id": "3", "back": "invoices"}, "It was deleted."),
        ("void", {"entity": "Invoice", "id": "3", "back": "invoices/3"}, "It was voided."),
        ("close", {"through": "2026-10-31", "back": ""}, "The books are closed through 2026-10-31."),
        ("disconnect", {"client_id": "none", "back": "apps"}, "The app was not connected."),
    ],
)
def test_a_form_does_what_its_button_says(qbo: Running, deed: str, form: dict[str, str], said: str) -> None:
    answer = do(qbo, deed, **form)
    assert answer.status_code == 200
    assert answer.url.startswith(f"{qbo.url}/companies/{qbo.realm}/{form['back']}?said=")
    assert said in answer.text


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("pay", {"id": "3", "amount": "much"}),
        ("pay", {"id": "3", "amount": "-1"}),
        ("pay", {"id": "3", "amount": "NaN"}),
        ("delete", {"entity": "Invoice", "id": "99"}),
        ("delete", {}),
    ],
)
def test_what_cannot_be_done_is_said(qbo: Running, deed: str, form: dict[str, str]) -> None:
    answer = do(qbo, deed, **form)
    assert answer.status_code == 422
    assert "Not done." in answer.text


def test_a_form_of_another_site_does_nothing(qbo: Running) -> None:
    url = f"{qbo.url}/companies/{qbo.realm}/do/delete"
    form = {"entity": "Invoice", "id": "3"}
    assert post(url, data=form, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert "3" in qbo.place.books.objects["Invoice"]
    assert post(url, data=form, headers={"Origin": qbo.url}).status_code == 200


def test_disconnecting_ends_the_tokens_and_goes_to_the_app(qbo: Running) -> None:
    """1.8."""
    qbo.control("apps/" + qbo.app.client_id, {"disconnect_url": "http://app.example/gone?x=1"})
    tokens = qbo.connected()
    answer = post(
        f"{qbo.url}/companies/{qbo.realm}/do/disconnect",
        data={"client_id": qbo.app.client_id, "back": "apps"},
        allow_redirects=False,
    )
    assert answer.headers["Location"] == f"http://app.example/gone?x=1&realmId={qbo.realm}"
    assert qbo.call(tokens["access_token"], "customer/1").status_code == 401
    assert qbo.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_the_log_shows_a_request_with_both_bodies(qbo: Running) -> None:
    token = qbo.connected()["access_token"]
    answer = qbo.call(token, "invoice?requestid=r-77", method="POST", json={"DocNumber": "<77>"})
    listed = get(f"{qbo.url}/companies/{qbo.realm}/log").text
    assert "r-77" in listed
    assert answer.headers["intuit_tid"] in listed
    shown = get(f"{qbo.url}/companies/{qbo.realm}/log/1").text
    assert shown.count("&lt;77&gt;") == 2
    assert token not in shown


def test_the_first_page_says_where_everything_is(qbo: Running) -> None:
    text = get(qbo.url + "/").text
    for words in (qbo.realm, qbo.world.production_url, qbo.app.client_secret, "ann.lee@books.example"):
        assert words in text
