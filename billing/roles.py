"""Who may do what: roles, rights, and the one table that joins them."""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Integration admin"
    MAPPER = "mapper", "Mapper"
    OPERATOR = "operator", "Operator"
    APPROVER = "approver", "Approver"
    ACCOUNTANT = "accountant", "Accountant"
    VIEWER = "viewer", "Viewer"


class Module(TextChoices):
    INVOICES = "invoices", "Invoices"
    EXPENSES = "expenses", "Expenses"
    PURCHASE_ORDERS = "purchase_orders", "Purchase orders"


class Right(StrEnum):
    """One thing a person may be allowed to do."""

    LOOK = "see the overview and the books"
    MANAGE_PEOPLE = "invite people and change their roles"
    MANAGE_ORGANISATION = "change the organisation's settings"
    READ_AUDIT = "read the audit trail"
    MANAGE_CONNECTION = "connect, disconnect and change accounting settings"
    MAP = "change mappings and matches"
    OPERATE = "start, retry and skip syncs"
    APPROVE = "approve what waits for approval"
    SIGN_OFF = "sign off that the books agree"


MEANING = {
    Role.OWNER: "Everything, people and organisation included.",
    Role.ADMIN: "Connects QuickBooks and sets up how it is used.",
    Role.MAPPER: "Decides what goes where: mappings and matching.",
    Role.OPERATOR: "Runs syncs and repairs what failed.",
    Role.APPROVER: "Approves what waits for a second pair of eyes.",
    Role.ACCOUNTANT: "Reads everything and signs off that the books agree.",
    Role.VIEWER: "Reads, changes nothing.",
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.ADMIN: frozenset(
        {Right.LOOK, Right.READ_AUDIT, Right.MANAGE_CONNECTION, Right.MAP, Right.OPERATE, Right.APPROVE}
    ),
    Role.MAPPER: frozenset({Right.LOOK, Right.MAP}),
    Role.OPERATOR: frozenset({Right.LOOK, Right.OPERATE}),
    Role.APPROVER: frozenset({Right.LOOK, Right.APPROVE}),
    Role.ACCOUNTANT: frozenset({Right.LOOK, Right.READ_AUDIT, Right.SIGN_OFF}),
    Role.VIEWER: frozenset({Right.LOOK}),
}


def roles_with(right: Right) -> list[Role]:
    """Return the roles that hold this right, in their usual order."""
    return [role for role in Role if right in RIGHTS[role]]
