"""What an application may ask for, and what it gets: its account's role, scopes and modules together. Pure.

`effective` is the one truth: the pages show it, and every request to the API is judged by it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from billing.kinds import Kind
from billing.roles import MODULES, RIGHTS, Right, Role, open_to, roles_with


class Access(StrEnum):
    READ = "read"
    WRITE = "write"


SETTINGS = "settings"
ADMIN = "admin"
ALL_STANDARD = "all:standard"
WIDE = {
    ADMIN: "Everything, the settings of the books included, and every kind that is added later",
    ALL_STANDARD: "Every kind of record, those added later included, and no settings",
}
Subject = Kind | str  # a kind of record, or SETTINGS
SUBJECTS: tuple[Subject, ...] = (*Kind, SETTINGS)

SCOPES = "Organisation > API applications"
WHERE_SCOPES = f"Somebody who manages API applications adds it under {SCOPES}."
WHERE_ACCOUNT = f"Somebody who manages API applications changes the service account under {SCOPES}."


class UnknownScope(ValueError):
    """A scope that does not exist was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One reason why an access is not given: a code for programs, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one access to one subject is given; without reasons it is."""

    scope: str
    reasons: tuple[Withheld, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is given of one subject."""

    subject: Subject
    read: Verdict
    write: Verdict

    @property
    def label(self) -> str:
        return heading(self.subject)

    def of(self, access: Access) -> Verdict:
        return self.read if access is Access.READ else self.write


Table = Mapping[Subject, Line]


def scope_of(subject: Subject, access: Access) -> str:
    """Name the scope for one access: `credit_notes.write`."""
    return f"{_plural(subject)}.{access}"


def heading(subject: Subject) -> str:
    """Name a subject as at the head of a table's row."""
    return subject.heading if isinstance(subject, Kind) else "Settings of the books"


def _plural(subject: Subject) -> str:
    return subject.plural if isinstance(subject, Kind) else SETTINGS


ATOMS: dict[str, tuple[Subject, Access]] = {
    scope_of(subject, access): (subject, access) for subject in SUBJECTS for access in Access
}
EVERY = (*ATOMS, *WIDE)


def meaning(scope: str) -> str:
    """Say in a few words what a scope allows."""
    if scope in WIDE:
        return WIDE[scope]
    subject, access = ATOMS[scope]
    return f"{'Read' if access is Access.READ else 'Read, create and change'}: {heading(subject).lower()}"


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """Return each single access that these scopes hold: write implies read, wide scopes hold many."""
    found: set[str] = set()
    for scope in scopes:
        if scope == ADMIN:
            found.update(ATOMS)
        elif scope == ALL_STANDARD:
            found.update(name for name, (subject, _) in ATOMS.items() if subject != SETTINGS)
        elif scope in ATOMS:
            subject, access = ATOMS[scope]
            found.update({scope, scope_of(subject, Access.READ)} if access is Access.WRITE else {scope})
    return frozenset(found)


def normal(scopes: Iterable[str]) -> list[str]:
    """Return the scopes in their usual order, none implied by another's write, or raise UnknownScope."""
    wanted = set(scopes)
    if unknown := sorted(wanted - set(EVERY)):
        raise UnknownScope(
            f"There is no scope {unknown[0]!r}. A scope is like invoices.read; see the API's guide."
        )
    for scope in list(wanted & set(ATOMS)):
        subject, access = ATOMS[scope]
        if access is Access.WRITE:
            wanted.discard(scope_of(subject, Access.READ))
    return [scope for scope in EVERY if scope in wanted]


def narrowed(*, granted: Iterable[str], asked: Iterable[str]) -> list[str]:
    """Return what a token gets of what was asked for, or raise UnknownScope where that was not granted."""
    wanted, held = normal(asked), list(granted)
    if beyond := [scope for scope in wanted if not covers(held, scope)]:
        raise UnknownScope(f"The application does not hold the scope {beyond[0]!r}. {WHERE_SCOPES}")
    return wanted


def covers(granted: Iterable[str], scope: str) -> bool:
    """Tell whether the granted scopes hold all that this one does, later kinds included."""
    held = set(granted)
    if scope in WIDE:
        return scope in held or ADMIN in held
    return expand([scope]) <= expand(held)


def both(one: Iterable[str], other: Iterable[str]) -> frozenset[str]:
    """Return each single access that either list of scopes holds: a token and its application, say."""
    return expand(one) & expand(other)


def effective(*, role: Role, modules: Collection[str], scopes: Iterable[str]) -> dict[Subject, Line]:
    """Return what an application with these scopes may do as an account of this role and restriction."""
    held = expand(scopes)
    return {
        subject: Line(
            subject=subject,
            read=_verdict(subject, Access.READ, role=role, modules=modules, held=held),
            write=_verdict(subject, Access.WRITE, role=role, modules=modules, held=held),
        )
        for subject in SUBJECTS
    }


def right_for(subject: Subject, access: Access) -> Right:
    """Return the right that the account's role needs."""
    if subject == SETTINGS:
        return Right.SET_UP_BOOKS
    return Right.LOOK if access is Access.READ else Right.KEEP_BOOKS


def _verdict(
    subject: Subject, access: Access, *, role: Role, modules: Collection[str], held: Collection[str]
) -> Verdict:
    scope, reasons = scope_of(subject, access), []
    if scope not in held:
        reasons.append(
            Withheld(code="scope_missing", text=f"The scope {scope} is not granted. {WHERE_SCOPES}")
        )
    if withheld := _by_role(subject, access, role=role):
        reasons.append(withheld)
    if isinstance(subject, Kind) and not open_to(subject, modules=modules):
        module = MODULES[subject].label
        reasons.append(
            Withheld(
                code="module_restricted",
                text=f"The service account is restricted to other modules than {module}. {WHERE_ACCOUNT}",
            )
        )
    return Verdict(scope=scope, reasons=tuple(reasons))


def _by_role(subject: Subject, access: Access, *, role: Role) -> Withheld | None:
    right = right_for(subject, access)
    if right in RIGHTS[role]:
        return None
    holders = " or ".join(holder.label for holder in roles_with(right) if holder is not Role.OWNER)
    needed = f"To {right}, it needs the role {holders}."
    text = f"The service account's role is {role.label}. {needed} {WHERE_ACCOUNT}"
    return Withheld(code="role_too_weak", text=text)


LISTS = [kind for kind in Kind if list(Kind).index(kind) < list(Kind).index(Kind.CUSTOMER)]
PRESETS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "quickbooks": (
        "QuickBooks connector",
        "Reads the lists, keeps customers, suppliers, items and documents.",
        tuple(scope_of(kind, Access.READ if kind in LISTS else Access.WRITE) for kind in Kind),
    ),
    "read_only": (
        "Read only",
        "Reads every kind of record there is now, changes nothing.",
        tuple(scope_of(kind, Access.READ) for kind in Kind),
    ),
    "standard": (
        "Everything standard",
        "Keeps every kind of record, later ones included; no settings.",
        (ALL_STANDARD,),
    ),
}


def warnings(*, role: Role, modules: Collection[str], scopes: Collection[str]) -> list[str]:
    """Say what is unwise about these scopes with this account; nothing here is refused."""
    return [*_too_wide(scopes), *_useless(role=role, modules=modules, scopes=scopes)]


def _too_wide(scopes: Collection[str]) -> Iterator[str]:
    if not scopes:
        yield "No scope is granted, so every request but the one for the application itself is refused."
    if ADMIN in scopes:
        yield (
            "admin allows everything, the settings of the books included. Grant single scopes, so that a "
            "stolen secret opens no more than it must."
        )
    if ALL_STANDARD in scopes:
        yield (
            "all:standard is a wildcard: it also opens kinds of record that are added later. Grant single "
            "scopes where you know what is needed."
        )


def _useless(*, role: Role, modules: Collection[str], scopes: Collection[str]) -> Iterator[str]:
    by_role: list[str] = []
    by_module: list[str] = []
    for scope in (scope for scope in EVERY if scope in scopes and scope in ATOMS):
        subject, access = ATOMS[scope]
        if right_for(subject, access) not in RIGHTS[role]:
            by_role.append(scope)
        elif isinstance(subject, Kind) and not open_to(subject, modules=modules):
            by_module.append(scope)
    if ADMIN in scopes and Right.SET_UP_BOOKS not in RIGHTS[role]:
        by_role.append(ADMIN)
    if ALL_STANDARD in scopes and Right.KEEP_BOOKS not in RIGHTS[role]:
        by_role.append(ALL_STANDARD)
    if by_role:
        yield f"The role {role.label} does not allow all that these scopes ask for: {', '.join(by_role)}."
    if by_module:
        yield f"The account's restriction to modules makes these scopes useless: {', '.join(by_module)}."
