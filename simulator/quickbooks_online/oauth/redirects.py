"""Which addresses an app may register to be sent back to (1.3)."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit


def check(uris: Iterable[str], environment: str) -> None:
    """Raise ValueError for the first that the service would not take for keys of this environment."""
    for uri in uris:
        problem = _objection(uri, environment)
        if problem:
            raise ValueError(f"The redirect URI {uri!r} is not taken: {problem}")


def _objection(uri: str, environment: str) -> str:
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        return "it is a whole address, as https://app.example/callback."
    if parts.fragment or "#" in uri:
        return "it has no part after #."
    if _is_number(host):
        return "its host is a name, not an IP address."
    if host == "localhost":
        return "" if environment == "sandbox" else "production keys are not sent back to localhost."
    return "" if parts.scheme == "https" else "it begins with https://, unless it is localhost."


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
