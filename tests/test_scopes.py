"""Scopes: what each holds, what becomes of it with role and modules, and what is warned of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.kinds import Kind
from billing.roles import RIGHTS, Module, Right, Role, open_to
from billing.scopes import (
    ADMIN,
    ALL_STANDARD,
    ATOMS,
    EVERY,
    PRESETS,
    SETTINGS,
    SUBJECTS,
    Access,
    UnknownScope,
    both,
    covers,
    effective,
    expand,
    meaning,
    narrowed,
    normal,
    warnings,
)

SCOPES = st.lists(st.sampled_from(EVERY))
MODULES = st.lists(st.sampled_from(list(Module)), unique=True)


def test_every_kind_has_a_scope_to_read_and_one_to_write_and_the_names_are_stable() -> None:
    assert len(ATOMS) == 2 * len(Kind) + 2
    assert [scope for scope in EVERY if scope.startswith(("c", "s"))] == [
        "currencies.read",
        "currencies.write",
        "classes.read",
        "classes.write",
        "customers.read",
        "customers.write",
        "suppliers.read",
        "suppliers.write",
        "credit_notes.read",
        "credit_notes.write",
        "settings.read",
        "settings.write",
    ]
    assert EVERY[-2:] == ("admin", "all:standard")
    assert meaning("credit_notes.write") == "Read, create and change: credit notes"


def test_wide_scopes_hold_what_they_say() -> None:
    assert expand([ADMIN]) == set(ATOMS)
    assert expand([ALL_STANDARD]) == {scope for scope in ATOMS if not scope.startswith("settings.")}
    assert expand(["items.write"]) == {"items.write", "items.read"}
    assert expand(["items.read", "king", ""]) == {"items.read"}


@given(SCOPES)
def test_the_usual_order_changes_nothing_of_what_is_held(scopes: list[str]) -> None:
    once = normal(scopes)

    assert expand(once) == expand(scopes)
    assert normal(once) == once
    assert len(set(once)) == len(once)


@pytest.mark.parametrize(
    "scope", ["", "king", "invoices", "invoices.delete", "Invoices.read", "invoices.read "]
)
def test_a_scope_that_does_not_exist_is_refused(scope: str) -> None:
    with pytest.raises(UnknownScope, match="There is no scope"):
        normal(["items.read", scope])
    with pytest.raises(UnknownScope, match="There is no scope"):
        narrowed(granted=[ADMIN], asked=[scope])


@given(SCOPES, SCOPES)
def test_a_narrowed_token_never_holds_more_than_its_application(granted: list[str], asked: list[str]) -> None:
    try:
        got = narrowed(granted=granted, asked=asked)
    except UnknownScope:
        assert not all(covers(granted, scope) for scope in normal(asked))
    else:
        assert expand(got) <= expand(granted)
        assert expand(got) == expand(asked)


def test_a_wildcard_is_not_had_by_holding_all_that_it_means_today() -> None:
    assert not covers([scope for scope in ATOMS if not scope.startswith("settings")], ALL_STANDARD)
    assert covers([ADMIN], ALL_STANDARD)
    assert not covers([ALL_STANDARD], ADMIN)


@given(SCOPES, SCOPES)
def test_a_token_and_its_application_give_what_both_hold(one: list[str], other: list[str]) -> None:
    assert both(one, other) == both(other, one) == expand(one) & expand(other)


@given(st.sampled_from(Role), MODULES, SCOPES)
def test_an_access_is_given_exactly_where_scope_role_and_modules_all_give_it(
    role: Role, modules: list[Module], scopes: list[str]
) -> None:
    held = expand(scopes)
    for subject, line in effective(role=role, modules=modules, scopes=scopes).items():
        for access in Access:
            verdict = line.of(access)
            right = (
                Right.SET_UP_BOOKS
                if subject == SETTINGS
                else {Access.READ: Right.LOOK, Access.WRITE: Right.KEEP_BOOKS}[access]
            )
            by_module = not isinstance(subject, Kind) or open_to(subject, modules=modules)
            expected = {
                "scope_missing": verdict.scope not in held,
                "role_too_weak": right not in RIGHTS[role],
                "module_restricted": not by_module,
            }
            assert [reason.code for reason in verdict.reasons] == [
                code for code, is_so in expected.items() if is_so
            ]
            assert verdict.allowed == (not any(expected.values()))
            assert all("Organisation > API applications" in reason.text for reason in verdict.reasons)


def test_the_table_has_a_line_for_every_kind_and_the_settings() -> None:
    table = effective(role=Role.SERVICE, modules=(), scopes=[ADMIN])

    assert tuple(table) == SUBJECTS
    withheld = {subject for subject, line in table.items() if not line.write.allowed}
    assert withheld == {SETTINGS}


def test_presets_hold_what_their_names_promise_and_fit_a_service_account() -> None:
    assert [title for title, _, _ in PRESETS.values()] == [
        "QuickBooks connector",
        "Read only",
        "Everything standard",
    ]
    assert not any(scope.endswith(".write") for scope in expand(PRESETS["read_only"][2]))
    assert {"customers.write", "expenses.write", "accounts.read"} <= expand(PRESETS["quickbooks"][2])
    assert "accounts.write" not in expand(PRESETS["quickbooks"][2])
    for _, _, scopes in PRESETS.values():
        assert not expand(scopes) & {"settings.read", "settings.write"}
        assert normal(scopes) == list(scopes)
        assert not any("role" in told for told in warnings(role=Role.SERVICE, modules=(), scopes=scopes))


@pytest.mark.parametrize(
    ("role", "modules", "scopes", "said"),
    [
        (Role.SERVICE, (), ["items.read"], []),
        (Role.SERVICE, (), [], ["No scope is granted"]),
        (Role.ADMIN, (), [ADMIN], ["admin allows everything"]),
        (Role.SERVICE, (), [ADMIN], ["admin allows everything", "these scopes ask for: admin."]),
        (Role.SERVICE, (), [ALL_STANDARD], ["all:standard is a wildcard"]),
        (Role.VIEWER, (), [ALL_STANDARD], ["all:standard is a wildcard", "Viewer does not"]),
        (Role.VIEWER, (), ["items.write", "items.read"], ["ask for: items.write."]),
        (Role.SERVICE, (), ["settings.read"], ["ask for: settings.read."]),
        (Role.SERVICE, ("expenses",), ["invoices.read", "expenses.read"], ["useless: invoices.read."]),
    ],
)
def test_what_is_unwise_is_told(
    role: Role, modules: tuple[str, ...], scopes: list[str], said: list[str]
) -> None:
    told = warnings(role=role, modules=modules, scopes=scopes)

    assert len(told) == len(said)
    assert all(part in sentence for part, sentence in zip(said, told, strict=True))
