"""The exception by which the API says no. Apart from errors.py, which DRF imports later than this."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.exceptions import APIException

from billing.api.problems import Flaw


class Problem(APIException):  # type: ignore[misc]  # DRF carries no types
    """A refusal with a code of its own, a sentence for people and, where it helps, the places in the body."""

    def __init__(
        self,
        *,
        status: int,
        code: str,
        detail: str,
        errors: Iterable[Flaw] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail=detail, code=code)
        self.status_code, self.code = status, code
        self.errors, self.headers = list(errors), dict(headers or {})
        # What else the body tells beside what every problem does.
        self.more = dict(more or {})
