"""JSON in, to the digit: a number with a point is a Decimal; what does not parse is told with its place."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any, NoReturn

from rest_framework.parsers import BaseParser

from billing.api.problems import Flaw
from billing.api.refusals import Problem


class ExactJSONParser(BaseParser):  # type: ignore[misc]  # DRF carries no types
    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body, or raise a Problem that says in which line and column it stops being JSON."""
        body = stream.read()
        if parser_context:
            parser_context["request"].body_digest = sha256(body).hexdigest()
        try:
            return json.loads(
                body.decode(),
                parse_float=Decimal,
                parse_constant=_no_number,
                object_pairs_hook=_without_doubles,
            )
        except UnicodeDecodeError as problem:
            raise _malformed(f"Byte {problem.start + 1} is not UTF-8.") from None
        except json.JSONDecodeError as problem:
            place = f"line {problem.lineno}, column {problem.colno}"
            raise _malformed(f"At {place}: {problem.msg}.") from None
        except RecursionError:
            raise _malformed("It is nested too deeply.") from None
        except _Doubled as problem:
            raise _malformed(str(problem)) from None
        except ValueError as problem:  # an integer of thousands of digits, NaN, Infinity
            raise _malformed(f"It holds a number that cannot be taken: {problem}.") from None


class _Doubled(Exception):
    """A name stands twice in one object, and nobody can say which of the two is meant."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise _Doubled(f"The name {doubled!r} stands twice in one object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _malformed(why: str) -> Problem:
    flaw = Flaw(pointer="", code="malformed", message=why)
    return Problem(status=400, code="malformed", detail=f"The body is not JSON. {why}", errors=[flaw])
