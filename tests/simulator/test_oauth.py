"""From consent to tokens: 1.3, 1.4, 1.6."""

from urllib.parse import parse_qs, urlsplit

from tests.simulator.running import BACK, Running


def test_consent_code_tokens_call_and_refresh_fit_together(qbo: Running) -> None:
    """1.3, 1.4, 2.1."""
    back = qbo.consent()
    assert back.status_code == 302
    assert back.headers["Location"].startswith(BACK + "?")
    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert query["state"] == ["s-1"]
    assert query["realmId"] == [qbo.realm]
    tokens = qbo.exchange(query["code"][0]).json()
    assert set(tokens) == {
        "token_type", "access_token", "expires_in", "refresh_token", "x_refresh_token_expires_in",
    }  # fmt: skip
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
    assert tokens["x_refresh_token_expires_in"] == 8_640_000
    assert tokens["access_token"].startswith("eyJ")
    assert ".." in tokens["access_token"]
    answer = qbo.call(tokens["access_token"], "customer/1")
    assert answer.status_code == 200
    assert answer.json()["Customer"]["DisplayName"] == "Customer <1>"
    renewed = qbo.refresh(tokens["refresh_token"]).json()
    assert renewed["refresh_token"] == tokens["refresh_token"]
    assert renewed["access_token"] != tokens["access_token"]
    assert qbo.call(renewed["access_token"], "customer/1").status_code == 200
