"""A program at work in the books: it sends JSON, with a key for each thing it does."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client

from billing.kinds import Kind
from billing.models import Tenant
from tests.api.conftest import JSON, PROBLEM, bearer

_keys = count()


@dataclass(kw_only=True)
class Api:
    token: str
    tenant: Tenant | None = None
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = bearer(self.token)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(_full(path), headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("patch", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("put", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(_full(path), headers=_named(headers))

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        if method == "get":
            return self.get(path, **headers)
        if method == "post":
            headers.setdefault("Idempotency_Key", f"test-{next(_keys)}")
        given = body if isinstance(body, str | bytes) else json.dumps(body)
        call = getattr(self.client, method)
        return call(_full(path), given, content_type=JSON, headers=_named(headers))

    def create(self, kind: Kind, **values: Any) -> dict[str, Any]:
        answer = self.post(f"{kind.slug}/", values)
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made


def _full(path: str) -> str:
    return path.removeprefix("http://testserver") if path.startswith(("/", "http")) else f"/api/v1/{path}"


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items() if value}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """See that an answer is a problem of this type, and return it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"urn:problem-type:tieout:{code}", told
    return told


def pointers(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in told["errors"]]
