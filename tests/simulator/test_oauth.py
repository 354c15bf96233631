"""From consent to tokens: 1.3, 1.4, 1.6."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.simulator.running import ACCOUNTING, BACK, NOON, Running, get, post


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


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_id": "nobody"}, "There is no app with this client_id."),
        ({"redirect_uri": BACK + "/"}, "must equal a registered one exactly"),
        ({"response_type": "token"}, "must be code"),
        ({"state": ""}, "state query parameter is missing"),
    ],
)
def test_a_request_that_is_not_in_order_sends_nobody_back(
    qbo: Running, changed: dict[str, str], said: str
) -> None:
    """1.3."""
    page = qbo.consent(**changed)
    assert page.status_code == 400
    assert said in page.text


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ({"do": "cancel"}, "error=access_denied&state=s-1"),
        ({"scope": "com.intuit.everything"}, "error=invalid_scope&state=s-1"),
        ({"scope": ""}, "error=invalid_scope&state=s-1"),
    ],
)
def test_a_refusal_goes_back_with_the_state_alone(qbo: Running, asked: dict[str, str], back: str) -> None:
    """1.3."""
    assert qbo.consent(**asked).headers["Location"] == f"{BACK}?{back}"


def test_openid_alone_is_no_company(qbo: Running) -> None:
    """1.3, 1.7."""
    query = parse_qs(urlsplit(qbo.consent(scope="openid email").headers["Location"]).query)
    assert set(query) == {"code", "state"}
    access = qbo.exchange(query["code"][0]).json()["access_token"]
    said = get(qbo.url + "/v1/openid_connect/userinfo", headers={"Authorization": f"Bearer {access}"})
    assert set(said.json()) == {"sub", "email", "emailVerified"}
    refused = qbo.call(access, "customer/1")
    assert refused.status_code == 403
    assert refused.json()["fault"]["error"][0]["detail"] == "The access token does not have sufficient scope"


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_signs_nobody_in(qbo: Running, password: str) -> None:
    asked = {"client_id": qbo.app.client_id, "response_type": "code", "scope": ACCOUNTING,
             "redirect_uri": BACK, "state": "s"}  # fmt: skip
    page = post(
        qbo.url + "/connect/oauth2",
        data=asked | {"do": "sign-in", "email": "ann.lee@books.example", "password": password},
    )
    assert page.status_code == 401
    assert "The address or the password is not right." in page.text


def test_a_form_of_another_site_is_not_taken(qbo: Running) -> None:
    page = post(
        qbo.url + "/connect/oauth2", data={"do": "connect"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert page.status_code == 403


CASES = [
    # What is sent, with R for a refresh token in force and A for an access token; status; body (1.6).
    ({"grant_type": "refresh_token", "refresh_token": "RT1-0"}, 400,
     {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}),
    ({"grant_type": "refresh_token", "refresh_token": "A"}, 400,
     {"error": "invalid_grant", "error_description": "Incorrect Token type or clientID"}),
    ({"grant_type": "refresh_token"}, 400, {"error": "invalid_request"}),
    ({"grant_type": "authorization_code", "code": "C"}, 400, {"error": "invalid_request"}),
    ({"grant_type": "authorization_code", "code": "C", "redirect_uri": "http://localhost/other"}, 400,
     {"error": "invalid_request", "error_description": "Invalid redirect_uri"}),
    ({"grant_type": "authorization_code", "code": "none", "redirect_uri": BACK}, 400,
     {"error": "invalid_grant", "error_description": "Invalid authorization code"}),
    ({"grant_type": "password", "username": "a"}, 400, {"error": "unsupported_grant_type"}),
    ({}, 400, {"error": "invalid_request"}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "status", "body"), CASES)
def test_the_token_endpoint_refuses_in_these_words(
    qbo: Running, form: dict[str, str], status: int, body: dict[str, str]
) -> None:
    """1.6."""
    tokens = qbo.connected()
    held = {"A": tokens["access_token"], "C": qbo.code()}
    answer = qbo.token(**{name: held.get(value, value) for name, value in form.items()})
    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["intuit_tid"]
    assert qbo.refresh(tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize("header", ["Basic bm9ib2R5OmF0IGFsbA==", "Basic not/base64!", "Bearer x", "Basic"])
def test_wrong_keys_are_nobody(qbo: Running, header: str) -> None:
    """1.6."""
    answer = qbo.refresh("RT1-0", headers={"Authorization": header})
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_keys_may_come_in_the_form(qbo: Running) -> None:
    """1.1."""
    tokens = qbo.connected()
    form = {
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
        "client_id": qbo.app.client_id, "client_secret": qbo.app.client_secret,
    }  # fmt: skip
    url = qbo.url + "/oauth2/v1/tokens/bearer"
    assert post(url, data=form).status_code == 200
    wrong = post(url, data=form | {"client_secret": "wrong"})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


def test_another_app_cannot_use_the_token(qbo: Running) -> None:
    """1.6."""
    tokens, other = qbo.connected(), list(qbo.world.apps.values())[1]
    answer = qbo.refresh(tokens["refresh_token"], app=other)
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect Token type or clientID",
    }


def test_a_code_works_once_and_its_tokens_end_with_a_second_use(qbo: Running) -> None:
    """1.3."""
    code = qbo.code()
    tokens = qbo.exchange(code).json()
    again = qbo.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert qbo.call(tokens["access_token"], "customer/1").status_code == 401
    assert qbo.refresh(tokens["refresh_token"]).json()["error_description"] == "Token invalid"


def test_a_code_lives_ten_minutes(qbo: Running) -> None:
    """1.3."""
    early, late = qbo.code(), qbo.code()
    qbo.control("clock", {"move": 599})
    assert qbo.exchange(early).status_code == 200
    qbo.control("clock", {"move": 1})
    assert qbo.exchange(late).json()["error_description"] == "Authorization code expired"


def test_the_refresh_token_changes_after_a_day_and_the_old_one_is_dead(qbo: Running) -> None:
    """1.5."""
    first = qbo.connected()["refresh_token"]
    qbo.control("clock", {"move": 86_399})
    assert qbo.refresh(first).json()["refresh_token"] == first
    qbo.control("clock", {"move": 1})
    second = qbo.refresh(first).json()["refresh_token"]
    assert second != first
    assert qbo.refresh(first).json() == {
        "error": "invalid_grant", "error_description": "Incorrect or invalid refresh token",
    }  # fmt: skip
    assert qbo.refresh(second).json()["refresh_token"] == second


def test_with_grace_the_old_one_gives_the_new_one_for_a_while(qbo: Running) -> None:
    """1.5."""
    qbo.control("settings", {"grace_seconds": 60})
    first = qbo.connected()["refresh_token"]
    qbo.control("clock", {"move": 86_400})
    second = qbo.refresh(first).json()["refresh_token"]
    qbo.control("clock", {"move": 59})
    assert qbo.refresh(first).json()["refresh_token"] == second
    qbo.control("clock", {"move": 1})
    assert qbo.refresh(first).status_code == 400


def test_a_hundred_days_without_use_end_it_and_use_extends_them(qbo: Running) -> None:
    """1.5."""
    used, unused = qbo.connected()["refresh_token"], qbo.connected()["refresh_token"]
    qbo.control("clock", {"move": 99 * 86_400})
    used = qbo.refresh(used).json()["refresh_token"]
    qbo.control("clock", {"move": 86_400})
    assert qbo.refresh(unused).json() == {"error": "invalid_grant", "error_description": "Token invalid"}
    assert qbo.refresh(used).status_code == 200


def test_five_years_end_it_whatever_happens_and_are_told_when_asked(qbo: Running) -> None:
    """1.4, 1.5."""
    qbo.control("settings", {"hard_expiry_days": 2})
    wants = {"x-include-refresh-token-hard-expires-in": "true"}
    tokens = qbo.exchange(qbo.code(), headers=wants).json()
    assert tokens["x_refresh_token_hard_expires_in"] == 172_800
    assert tokens["x_refresh_token_expires_in"] == 172_800
    qbo.control("clock", {"move": 86_400})
    renewed = qbo.refresh(tokens["refresh_token"], headers=wants).json()
    assert renewed["x_refresh_token_hard_expires_in"] == 86_400
    qbo.control("clock", {"move": 86_400})
    assert qbo.refresh(renewed["refresh_token"]).json()["error_description"] == "Token invalid"


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("form", ["json", "data"])
def test_revoking_either_token_ends_the_grant(qbo: Running, which: str, form: str) -> None:
    """1.8."""
    tokens = qbo.connected()
    url, held = qbo.url + "/v2/oauth2/tokens/revoke", {form: {"token": tokens[which]}}
    answer = post(url, headers=qbo.basic(), **held)
    assert (answer.status_code, answer.content) == (200, b"")
    refused = qbo.call(tokens["access_token"], "customer/1")
    assert (refused.status_code, refused.json()["fault"]["error"][0]["code"]) == (401, "3200")
    assert qbo.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert post(url, headers=qbo.basic(), **held).status_code == 400


def test_revoking_ends_whatever_the_app_holds_for_the_company(qbo: Running) -> None:
    """1.8: the grant is the app's for the realm, however often somebody consented."""
    earlier, later = qbo.connected(), qbo.connected()
    assert qbo.call(earlier["access_token"], "customer/1").status_code == 200
    url = qbo.url + "/v2/oauth2/tokens/revoke"
    assert post(url, headers=qbo.basic(), json={"token": earlier["refresh_token"]}).status_code == 200
    assert qbo.call(later["access_token"], "customer/1").status_code == 401
    assert qbo.refresh(later["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, {"token": "x"}, 401),
        ({"Authorization": "Basic !"}, {"token": "x"}, 401),
        ({"Authorization": "Basic bm9ib2R5OmF0IGFsbA=="}, {"token": "x"}, 400),
        (None, {"token": "x"}, 400),
        (None, {}, 400),
    ],
)
def test_revoke_refuses(qbo: Running, headers: dict[str, str] | None, body: Any, status: int) -> None:
    """1.8."""
    held = qbo.basic() if headers is None else headers
    assert post(qbo.url + "/v2/oauth2/tokens/revoke", headers=held, json=body).status_code == status


@pytest.mark.parametrize("environment", ["sandbox", "production"])
@pytest.mark.parametrize("end", ["", "/"])
def test_discovery_names_every_address(qbo: Running, environment: str, end: str) -> None:
    """1.1."""
    name = "openid_sandbox_configuration" if environment == "sandbox" else "openid_configuration"
    document = get(f"{qbo.url}/.well-known/{name}{end}").json()
    host = qbo.world.sandbox_url if environment == "sandbox" else qbo.world.production_url
    assert document == {
        "issuer": qbo.url + "/op/v1",
        "authorization_endpoint": qbo.url + "/connect/oauth2",
        "token_endpoint": qbo.url + "/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": host + "/v1/openid_connect/userinfo",
        "revocation_endpoint": qbo.url + "/v2/oauth2/tokens/revoke",
        "jwks_uri": qbo.url + "/op/v1/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }


def test_the_id_token_is_signed_by_the_published_key(qbo: Running) -> None:
    """1.7."""
    tokens = qbo.connected(f"{ACCOUNTING} openid")
    keys = KeySet.import_key_set(get(qbo.url + "/op/v1/jwks").json())
    token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    assert token.header["kid"] == keys.keys[0].kid
    claims = token.claims
    assert claims["aud"] == [qbo.app.client_id]
    assert (claims["iss"], claims["realmid"]) == (qbo.url + "/op/v1", qbo.realm)
    assert claims["iat"] == claims["auth_time"] == int(NOON.timestamp())
    assert claims["exp"] == claims["iat"] + 3600
    assert "d" not in keys.keys[0].as_dict(private=False)


@pytest.mark.parametrize(("ends", "status"), [(True, 401), (False, 200)])
def test_whether_a_refresh_ends_the_access_token_before_is_a_setting(
    qbo: Running, ends: bool, status: int
) -> None:
    """1.5."""
    assert qbo.world.settings["refresh_ends_access_tokens"] is True
    qbo.control("settings", {"refresh_ends_access_tokens": ends})
    tokens = qbo.connected()
    assert qbo.refresh(tokens["refresh_token"]).status_code == 200
    assert qbo.call(tokens["access_token"], "customer/1").status_code == status


@pytest.mark.parametrize(
    ("scope", "status", "names"),
    [
        (ACCOUNTING, 403, None),
        ("openid", 200, {"sub"}),
        ("openid profile", 200, {"sub", "givenName", "familyName"}),
        ("openid phone", 200, {"sub", "phoneNumber", "phoneNumberVerified"}),
        ("openid address", 200, {"sub", "address"}),
    ],
)
def test_userinfo_tells_what_the_scopes_allow(
    qbo: Running, scope: str, status: int, names: set[str] | None
) -> None:
    """1.7."""
    token = qbo.connected(scope)["access_token"]
    url = qbo.url + "/v1/openid_connect/userinfo"
    answer = get(url, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
    if names:
        assert set(answer.json()) == names
    assert get(url).status_code == 401


@pytest.mark.parametrize(("setting", "status"), [(401, 401), (403, 403)])
def test_how_a_grant_that_ended_is_answered_is_a_setting(qbo: Running, setting: int, status: int) -> None:
    """1.8."""
    qbo.control("settings", {"gone_grant_status": setting})
    token = qbo.connected()["access_token"]
    qbo.control("disconnect", {"realm": qbo.realm})
    assert qbo.call(token, "customer/1").status_code == status
