"""Calls to a company's API. The one place where a token meets a request; nothing here knows the database."""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import httpx2

from integrations.contracts import Reply

MINOR_VERSION = "75"
TIMEOUT = httpx2.Timeout(130, connect=5)
# A page that a person waits for does not wait two minutes.
SHORT = httpx2.Timeout(20, connect=5)


class Client:
    """Talks to one company, and tells `observe` of each call.

    An answer of any kind is a Reply; what does not arrive is one of status 0.
    """

    def __init__(
        self,
        *,
        api_url: str,
        company_key: str,
        access_token: str,
        observe: Callable[[], None],
        timeout: httpx2.Timeout = SHORT,
    ) -> None:
        self._observe = observe
        self._base = f"{api_url}/v3/company/{company_key}/"
        self._http = httpx2.Client(
            timeout=timeout,
            follow_redirects=False,
            headers={"Authorization": f"Bearer {access_token}", "Accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        began = time.monotonic()
        self._observe()
        try:
            answer = self._http.get(
                self._base + path, params={"minorversion": MINOR_VERSION, **(query or {})}
            )
        except httpx2.HTTPError:
            return Reply(status=0, body=b"", seconds=time.monotonic() - began)
        return Reply(
            status=answer.status_code,
            body=answer.content,
            trace=answer.headers.get("intuit_tid", ""),
            seconds=time.monotonic() - began,
        )
