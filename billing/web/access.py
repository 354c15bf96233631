"""Load or 404: how pages get the row an address names. The one file to audit for rows that are not theirs."""

from uuid import UUID

from django.http import Http404

from billing.models import Invitation, Membership


def seat(*, seat_id: UUID) -> Membership:
    """Return a seat of the current tenant with its person, or 404."""
    found = Membership.objects.select_related("user").filter(pk=seat_id).first()
    if found is None:
        raise Http404
    return found


def invitation(*, invitation_id: UUID) -> Invitation:
    """Return an invitation of the current tenant that is neither accepted nor withdrawn, or 404."""
    found = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise Http404
    return found
