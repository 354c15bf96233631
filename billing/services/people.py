"""What a person changes about themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.models import User
from billing.services import audit


@transaction.atomic
def rename(*, person_id: UUID, name: str, actor: Actor, now: datetime) -> None:
    """Change a person's name, and say so wherever they have a seat."""
    person = User.objects.select_for_update().get(pk=person_id)
    if person.name == name:
        return
    before, person.name = person.name, name
    person.save(update_fields=["name"])
    audit.record_everywhere(
        actor=actor,
        person_id=person.id,
        action="person.renamed",
        label=person.email,
        now=now,
        before={"name": before},
        after={"name": name},
    )
