"""What a Web Connector proves itself with: a user name that tells its organisation, a password, a ticket."""

import hashlib
import re
import secrets
from uuid import UUID

# Neither 0 and O nor 1, I and L: they are typed from a screen or a sheet of paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 5
LONGEST = 200
USER_NAME = re.compile(r"qbd-(?P<tenant>[0-9a-f]{32})-(?P<chance>[0-9a-f]{8})")
TICKET = re.compile(r"(?P<tenant>[0-9a-f]{32})-[0-9A-Za-z_-]{43}")
# Compared with where there is no connector, so that an unknown name takes as long as a wrong password.
NOBODYS = hashlib.sha256(secrets.token_bytes(32)).hexdigest()


def new_password() -> str:
    """Return 20 signs of chance in groups: some 99 bits, so that nobody finds it by trying."""
    signs = [secrets.choice(SIGNS) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))


def digest(password: str, *, user_name: str) -> str:
    """Return what is kept of a password; how it is spaced and whether in capitals does not matter.

    A slow hash would only cost time: it guards passwords that people make up.
    """
    plain = re.sub(r"[\s\N{HYPHEN}\N{EN DASH}\N{EM DASH}-]", "", password[:LONGEST]).lower()
    return hashlib.sha256(f"{user_name}:{plain}".encode("utf-8", "replace")).hexdigest()


def same(one: str, other: str) -> bool:
    return secrets.compare_digest(one, other)


def new_user_name(*, tenant_id: UUID) -> str:
    """Return a user name that names its tenant: that must be known before any row can be looked up."""
    return f"qbd-{tenant_id.hex}-{secrets.token_hex(4)}"


def tenant_of_user(user_name: str) -> UUID | None:
    found = USER_NAME.fullmatch(user_name)
    return UUID(found["tenant"]) if found else None


def new_ticket(*, tenant_id: UUID) -> str:
    """Return 256 bits of chance behind the tenant they are for."""
    return f"{tenant_id.hex}-{secrets.token_urlsafe(32)}"


def tenant_of_ticket(ticket: str) -> UUID | None:
    found = TICKET.fullmatch(ticket)
    return UUID(found["tenant"]) if found else None


def ticket_digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
