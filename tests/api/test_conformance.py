"""The description holds: requests made up from it get answers that it describes, never a server error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from billing.api.schema import schema
from config.wsgi import application

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
described = schemathesis.openapi.from_dict(schema())
described.app = application
operations = [
    found.ok() for found in described.get_all_operations() if found.ok().path.startswith("/api/v1/")
]


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection of the test, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(4))
def test_made_up_requests_are_answered_as_described(
    part: int, examples: Any, api: Any, settings: Any
) -> None:
    settings.API_RATE = 1_000_000
    ids = {kind.slug: made["id"] for kind, made in examples.items()}
    with one_connection():
        for operation in operations[part::4]:
            _try(operation, api.token, ids)


def _try(operation: Any, token: str, ids: dict[str, str]) -> None:
    @bounded(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        slug = operation.path.split("/")[3]
        if "record_id" in (case.path_parameters or {}):
            case.path_parameters["record_id"] = ids[slug]
        with transaction.atomic():
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
            transaction.set_rollback(True)

    run()
