"""Keyset paging: every row once, in order, forwards and back, whatever happens to the rows meanwhile."""

import string
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Tenant
from billing.queries.paging import BadCursor, Order, Page, page_of
from billing.tenancy.scope import tenant_scope
from tests.shelf.models import Book, Shelf

pytestmark = pytest.mark.django_db


def books(pages: list[int]) -> None:
    Book.objects.all().delete()
    shelf = Shelf.objects.create(name="shelf")
    Book.objects.bulk_create(
        [Book(shelf=shelf, title=f"{number:03d}", pages=count) for number, count in enumerate(pages)]
    )


def walk(order: Order, size: int, *, back: bool = False) -> list[list[str]]:
    """Follow the links from the first page to the last (and back), and return the titles on each page."""
    seen, query = [], QueryDict("")
    while True:
        page: Page[Any] = page_of(Book.objects.all(), order=order, query=query, size=size)
        seen.append([book.title for book in page.rows])
        url = page.previous_url if back and len(seen) > 1 and not page.next_url else page.next_url
        if not url:
            return seen
        query = QueryDict(url.removeprefix("?"))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.lists(st.integers(0, 3), max_size=14), size=st.integers(1, 5), descending=st.booleans())
def test_following_the_links_shows_every_row_once_in_order(
    pages: list[int], size: int, descending: bool, cedar: Tenant
) -> None:
    order = Order(field="pages", descending=descending)
    with tenant_scope(tenant_id=cedar.id):
        books(pages)
        sign = "-" if descending else ""
        expected = list(Book.objects.order_by(f"{sign}pages", f"{sign}pk").values_list("title", flat=True))

        forwards = walk(order, size)
        assert [title for page in forwards for title in page] == expected

        query, backwards = QueryDict(""), []
        for _ in forwards[1:]:
            query = QueryDict(page_of(Book.objects.all(), order=order, query=query, size=size).next_url[1:])
        while True:
            page = page_of(Book.objects.all(), order=order, query=query, size=size)
            backwards.insert(0, [book.title for book in page.rows])
            if not page.previous_url:
                break
            query = QueryDict(page.previous_url[1:])
        assert [title for page in backwards for title in page] == expected


def test_a_page_costs_one_query_and_never_counts(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        books([1] * 30)
        with CaptureQueriesContext(connection) as queries:
            page_of(
                Book.objects.all(), order=Order(field="pages", descending=True), query=QueryDict(""), size=10
            )

    assert len(queries) == 1
    assert "LIMIT 11" in queries[0]["sql"]
    assert "COUNT" not in queries[0]["sql"].upper()
    assert "OFFSET" not in queries[0]["sql"]


def test_rows_added_at_the_front_do_not_shift_the_next_page(cedar: Tenant) -> None:
    order = Order(field="title", descending=True)
    with tenant_scope(tenant_id=cedar.id):
        books([1] * 4)
        first = page_of(Book.objects.all(), order=order, query=QueryDict(""), size=2)
        Book.objects.create(shelf=Shelf.objects.get(), title="999")

        second = page_of(Book.objects.all(), order=order, query=QueryDict(first.next_url[1:]), size=2)

    assert [book.title for book in first.rows] == ["003", "002"]
    assert [book.title for book in second.rows] == ["001", "000"]


def test_the_links_keep_the_filters(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        books([1] * 4)
        page = page_of(
            Book.objects.all(),
            order=Order(field="title", descending=False),
            query=QueryDict("q=a%26b&after="),
            size=2,
        )

    assert QueryDict(page.next_url[1:])["q"] == "a&b"
    assert len(QueryDict(page.next_url[1:]).getlist("after")) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.one_of(st.text(max_size=40), st.text(string.ascii_letters + string.digits + "-_", max_size=80))
)
@pytest.mark.parametrize("field", ["pages", "title"])
def test_a_place_we_never_printed_is_refused_and_never_an_error_of_ours(
    field: str, place: str, cedar: Tenant
) -> None:
    query = QueryDict(mutable=True)
    query["after"] = place
    with tenant_scope(tenant_id=cedar.id):
        try:
            page_of(Book.objects.all(), order=Order(field=field, descending=False), query=query)
        except BadCursor as problem:
            assert "Start from its first page" in str(problem)
        else:
            assert place == ""


@pytest.mark.parametrize(
    ("text", "field", "descending"),
    [
        ("pages", "pages", False),
        ("-pages", "pages", True),
        ("password", "title", True),
        ("", "title", True),
        ("--pages", "title", True),
    ],
)
def test_only_sortable_fields_sort(text: str, field: str, descending: bool) -> None:
    assert Order.chosen(text, among=("pages", "title"), default="-title") == Order(
        field=field, descending=descending
    )
