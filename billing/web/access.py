"""Load or 404: how pages get the row an address names. The one file to audit for rows that are not theirs."""

from uuid import UUID

from django.http import Http404

from billing.kinds import Kind
from billing.models import ApiApplication, Import, Invitation, Membership


def seat(*, seat_id: UUID) -> Membership:
    """Return a person's seat in the current tenant, with the person, or 404."""
    found = Membership.objects.select_related("user").filter(pk=seat_id, user__is_service=False).first()
    if found is None:
        raise Http404
    return found


def account(*, account_id: UUID) -> Membership:
    """Return a service account of the current tenant, or 404."""
    found = Membership.objects.select_related("user").filter(pk=account_id, user__is_service=True).first()
    if found is None:
        raise Http404
    return found


def application(*, application_id: UUID) -> ApiApplication:
    """Return an API application of the current tenant with its account, or 404."""
    found = ApiApplication.objects.select_related("account__user").filter(pk=application_id).first()
    if found is None:
        raise Http404
    return found


def invitation(*, invitation_id: UUID) -> Invitation:
    """Return an invitation of the current tenant that is neither accepted nor withdrawn, or 404."""
    found = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise Http404
    return found


def imported(*, kind: Kind, import_id: UUID) -> Import:
    """Return an import of this kind into the current tenant's books, or 404."""
    found = Import.objects.filter(pk=import_id, kind=kind).first()
    if found is None:
        raise Http404
    return found
