"""The tenant's own books and people, one module per noun."""

from billing.models.application import ApiApplication
from billing.models.audit import AuditEntry
from billing.models.invitation import Invitation
from billing.models.mail import Mail
from billing.models.membership import Membership
from billing.models.tenant import Tenant
from billing.models.user import User
from billing.roles import Module, Role

__all__ = [
    "ApiApplication",
    "AuditEntry",
    "Invitation",
    "Mail",
    "Membership",
    "Module",
    "Role",
    "Tenant",
    "User",
]
