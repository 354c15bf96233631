"""The description of the API: valid, kept beside the code, public, and shown without an unsafe policy."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from drf_spectacular.validation import validate_schema

from billing.api.schema import schema
from billing.scopes import EVERY
from tests.api.test_books import NOBODY, scope, walk

TOKEN = "/api/oauth/token"
KEPT = Path(configured.BASE_DIR, "docs", "openapi.json")


def test_the_description_beside_the_code_is_the_one_that_is_served(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == json.loads(KEPT.read_text()), (
        "Renew it: python3 run.py manage spectacular --format openapi-json --file docs/openapi.json"
    )


def test_it_is_valid_openapi_3_1_and_every_reference_leads_somewhere() -> None:
    described = schema()
    validate_schema(described)
    references: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            references.extend(value for key, value in part.items() if key == "$ref")
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(described)
    assert described["openapi"] == "3.1.0"
    assert references
    for reference in references:
        place = described
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


def test_it_names_every_scope_and_where_tokens_come_from() -> None:
    flow = schema()["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]

    assert tuple(flow["scopes"]) == EVERY
    assert flow["tokenUrl"] == "/api/oauth/token"
    assert all(path.startswith("/api/v1/") for path in {*schema()["paths"]} - {TOKEN})


def test_every_address_tells_of_the_errors_in_their_form() -> None:
    for path, methods in schema()["paths"].items():
        for operation in methods.values():
            for status in ("401", "403", "429", "default") if path != TOKEN else ():
                name = operation["responses"][status]["$ref"].rpartition("/")[2]
                assert "application/problem+json" in schema()["components"]["responses"][name]["content"]


@pytest.mark.parametrize("path", ["/api/reference/", "/api/v1/openapi.json"])
def test_both_are_public_and_keep_the_strict_policy(path: str, db: None) -> None:
    answer = Client().get(path)

    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert Client().post(path).status_code == 405


def test_the_page_holds_no_inline_script(db: None) -> None:
    page = Client().get("/api/reference/").content.decode()

    assert page.count("<script") == page.count("<script src=") == 2
    assert "style=" not in page


def test_every_address_and_method_is_described_with_the_scope_it_asks_for() -> None:
    described = {
        (method, path): operation
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
        if path not in {TOKEN, "/api/v1/"}
    }
    walked = {
        (method, f"/api/v1/{path.replace(NOBODY, '{record_id}')}"): scope(
            kind, "read" if method == "get" else "write"
        )
        for method, path, kind in walk()
    }

    assert walked.keys() == described.keys()
    for address, needed in walked.items():
        assert needed in described[address]["security"][0]["clientCredentials"]
        writes = address[0] in {"post", "put", "patch"}
        assert ("requestBody" in described[address]) is writes
        keys = [told for told in described[address].get("parameters", []) if "Key" in told.get("$ref", "")]
        assert bool(keys) is (address[0] == "post")
