"""What people granted to apps, and the tokens that stand for it: given, rotated, expired, ended."""

import base64
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.switches import Settings

ACCOUNTING = "com.intuit.quickbooks.accounting"
PAYMENT = "com.intuit.quickbooks.payment"
OPENID = frozenset({"openid", "profile", "email", "phone", "address", "intuit_name"})
SCOPES = OPENID | {ACCOUNTING, PAYMENT}
# From when five years are counted for those who connected earlier (1.5).
COUNTED_FROM = datetime(2023, 10, 1, tzinfo=UTC)
# What every access token begins with: the header of an encrypted token with an empty key (1.4).
HEADER = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Refused(Exception):
    """The token endpoint says no; the words are the ones that go back (1.6)."""

    def __init__(self, error: str, description: str = "", *, status: int = 400) -> None:
        super().__init__(description or error)
        self.error, self.description, self.status = error, description, status


@dataclass(slots=True)
class Code:
    value: str
    client_id: str
    redirect_uri: str
    realm: str
    person: str
    scopes: tuple[str, ...]
    until: datetime
    signed_in: datetime
    grant: str = ""


@dataclass(slots=True)
class Grant:
    """One consent: this app may act for this person in this company, or for openid scopes in none."""

    id: str
    client_id: str
    realm: str
    person: str
    scopes: tuple[str, ...]
    began: datetime
    hard_until: datetime
    signed_in: datetime
    refresh: str = ""
    refresh_born: datetime = COUNTED_FROM
    refresh_until: datetime = COUNTED_FROM
    # Refresh tokens of before, with the moment their successor was given.
    earlier: dict[str, datetime] = field(default_factory=dict)
    ended: bool = False


@dataclass(slots=True)
class Access:
    token: str
    grant: Grant
    # What an answer names instead of the token.
    label: str
    until: datetime
    ended: bool = False


class Grants:
    """All codes, grants and tokens of the world. Raises Refused where the endpoint would."""

    def __init__(self, clock: Clock, settings: Settings, chance: random.Random) -> None:
        self.clock, self.settings, self._chance = clock, settings, chance
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, Grant] = {}
        self.access: dict[str, Access] = {}
        self.refresh: dict[str, Grant] = {}

    def code(
        self, *, client_id: str, redirect_uri: str, realm: str, person: str, scopes: tuple[str, ...]
    ) -> Code:
        """Give the code that goes back to the app after consent."""
        now = self.clock.now()
        code = Code(
            "XAB1" + self._letters(46), client_id, redirect_uri, realm, person, scopes,
            now + timedelta(seconds=self.settings["code_seconds"]), now,
        )  # fmt: skip
        self.codes[code.value] = code
        return code

    def exchange(self, *, client_id: str, code: str, redirect_uri: str) -> tuple[Grant, Access]:
        held = self.codes.get(code)
        if held is None:
            raise Refused("invalid_grant", "Invalid authorization code")
        if held.client_id != client_id:
            raise Refused("invalid_grant", "Incorrect Token type or clientID")
        if held.grant:
            if self.settings["code_reuse_ends_grant"]:
                self.end(self.grants[held.grant])
            raise Refused("invalid_grant", "Authorization code has already been used")
        if held.until <= self.clock.now():
            raise Refused("invalid_grant", "Authorization code expired")
        if held.redirect_uri != redirect_uri:
            raise Refused("invalid_request", "Invalid redirect_uri")
        grant = self.begin(held)
        held.grant = grant.id
        return grant, self._give_access(grant)

    def begin(self, code: Code) -> Grant:
        now = self.clock.now()
        hard = max(now, COUNTED_FROM) + timedelta(days=self.settings["hard_expiry_days"])
        grant = Grant(
            self._letters(16), code.client_id, code.realm, code.person, code.scopes, now, hard, code.signed_in
        )
        self.grants[grant.id] = grant
        self._give_refresh(grant)
        self._extend(grant)
        return grant

    def renew(self, *, client_id: str, refresh_token: str) -> tuple[Grant, Access]:
        """Refresh: a new access token, and the refresh token that is now the one to use."""
        now = self.clock.now()
        grant = self._refreshable(client_id, refresh_token)
        replaced = grant.earlier.get(refresh_token)
        if replaced is not None and replaced + timedelta(seconds=self.settings["grace_seconds"]) <= now:
            raise Refused("invalid_grant", "Incorrect or invalid refresh token")
        if now - grant.refresh_born >= timedelta(seconds=self.settings["rotation_seconds"]):
            grant.earlier[grant.refresh] = now
            self._give_refresh(grant)
        self._extend(grant)
        if self.settings["refresh_ends_access_tokens"]:
            for access in self._access_of(grant):
                access.ended = True
        return grant, self._give_access(grant)

    def _refreshable(self, client_id: str, refresh_token: str) -> Grant:
        grant = self.refresh.get(refresh_token)
        if grant is None and refresh_token not in self.access:
            raise Refused("invalid_grant", "Incorrect or invalid refresh token")
        if grant is None or grant.client_id != client_id:
            raise Refused("invalid_grant", "Incorrect Token type or clientID")
        if grant.ended or min(grant.refresh_until, grant.hard_until) <= self.clock.now():
            raise Refused("invalid_grant", "Token invalid")
        return grant

    def revoke(self, *, client_id: str, token: str) -> None:
        """End all that the app was granted for the token's company; raises Refused for one of nothing."""
        access = self.access.get(token)
        grant = access.grant if access else self.refresh.get(token)
        if grant is None or grant.client_id != client_id or grant.ended:
            raise Refused("invalid_token", "Token invalid")
        if access is not None and not self.settings["access_token_revokes_grant"]:
            access.ended = True
            return
        self.disconnect(realm=grant.realm, client_id=client_id)

    def end(self, grant: Grant) -> None:
        grant.ended = True

    def disconnect(self, *, realm: str, client_id: str) -> int:
        """End every grant of the app in the company; returns how many there were."""
        live = [grant for grant in self.living(realm) if grant.client_id == client_id]
        for grant in live:
            self.end(grant)
        return len(live)

    def living(self, realm: str) -> list[Grant]:
        now = self.clock.now()
        return [
            grant
            for grant in self.grants.values()
            if grant.realm == realm
            and not grant.ended
            and now < min(grant.refresh_until, grant.hard_until)
        ]  # fmt: skip

    def expire_access(self, realm: str) -> int:
        """Let the access tokens for this company be over now, as after an hour."""
        found = [access for access in self.access.values() if access.grant.realm == realm]
        for access in found:
            access.ended = True
        return len(found)

    def remaining(self, grant: Grant) -> int:
        """Seconds until the refresh token ends if it is not used."""
        return int((min(grant.refresh_until, grant.hard_until) - self.clock.now()).total_seconds())

    def hard_remaining(self, grant: Grant) -> int:
        return int((grant.hard_until - self.clock.now()).total_seconds())

    def _extend(self, grant: Grant) -> None:
        grant.refresh_until = self.clock.now() + timedelta(seconds=self.settings["refresh_seconds"])

    def _give_refresh(self, grant: Grant) -> None:
        grant.refresh = f"RT1-{self._chance.randrange(100, 999)}-H0-{self._digits(10)}{self._letters(20)}"
        grant.refresh_born = self.clock.now()
        self.refresh[grant.refresh] = grant

    def _give_access(self, grant: Grant) -> Access:
        now = self.clock.now()
        old = [token for token, access in self.access.items() if access.until + timedelta(days=1) < now]
        for token in old:
            del self.access[token]
        token = f"{HEADER}..{self._base64(16)}.{self._base64(640)}.{self._base64(16)}"
        label = f"AB0{int(now.timestamp())}{self._letters(20)}"
        until = now + timedelta(seconds=self.settings["access_seconds"])
        access = Access(token, grant, label, until)
        self.access[token] = access
        return access

    def _access_of(self, grant: Grant) -> list[Access]:
        return [access for access in self.access.values() if access.grant is grant]

    def _letters(self, count: int) -> str:
        return "".join(self._chance.choices(LETTERS, k=count))

    def _digits(self, count: int) -> str:
        return "".join(self._chance.choices("0123456789", k=count))

    def _base64(self, count: int) -> str:
        return base64.urlsafe_b64encode(self._chance.randbytes(count)).decode().rstrip("=")
