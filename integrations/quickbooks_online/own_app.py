"""An own app at Intuit: its keys are taken, never shown, and stay while a connection lives on them."""

import re
from datetime import datetime

from django.db import transaction

from billing.actors import Actor
from billing.services import audit
from integrations.models import Connection, IntuitApp, Revocation
from integrations.vendors import Environment

KEY = re.compile(r"[A-Za-z0-9]{16,120}")


class Refused(ValueError):
    """The keys cannot be taken; the sentence says why."""


@transaction.atomic
def save(
    *, environment: Environment, client_id: str, client_secret: str, actor: Actor, now: datetime
) -> IntuitApp:
    """Take the keys of an own app for one world, in place of the deployment's or of those before."""
    for what, value in (("client ID", client_id), ("client secret", client_secret)):
        if not KEY.fullmatch(value):
            raise Refused(
                f"That is no {what} of Intuit: they are 16 letters and figures or more, without blanks. "
                "Copy it whole from the app's page, Keys and credentials."
            )
    _refuse_while_connected(environment)
    before = IntuitApp.objects.select_for_update().filter(environment=environment).first()
    if before is not None and before.client_id != client_id:
        _leave_to_revocations(before)
    app = before or IntuitApp(environment=environment)
    earlier = {"environment": environment, "client_id": before.client_id} if before else None
    app.client_id, app.credentials = client_id, {"client_secret": client_secret}
    app.created_at, app.created_by = now, actor.label[:254]
    app.save()
    _record("connection.app_changed", app, before=earlier, actor=actor, now=now)
    return app


@transaction.atomic
def remove(*, environment: Environment, actor: Actor, now: datetime) -> None:
    """Go back to the deployment's app."""
    _refuse_while_connected(environment)
    app = IntuitApp.objects.select_for_update().filter(environment=environment).first()
    if app is not None:
        _leave_to_revocations(app)
        _record("connection.app_removed", app, before=None, actor=actor, now=now)
        app.delete()


def _refuse_while_connected(environment: Environment) -> None:
    if Connection.objects.filter(environment=environment, authorised_at__isnull=False).exists():
        raise Refused(
            "A connection was authorised with the keys that are in use, and would end. Disconnect it "
            "first, change "
            "the keys, then reconnect."
        )


def _leave_to_revocations(app: IntuitApp) -> None:
    """Give the keys to what Intuit was not told yet: it ends a grant for nobody but the app that holds it."""
    rows = Revocation.objects.select_for_update()
    for row in rows.filter(environment=app.environment, client_id=app.client_id):
        row.credentials = {**row.credentials, "client_secret": app.credentials["client_secret"]}
        row.save(update_fields=["credentials"])


def _record(
    action: str, app: IntuitApp, *, before: dict[str, str] | None, actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor, action=action, kind="intuit_app", subject_id=app.pk,
        label=f"Own Intuit app, {app.get_environment_display()}", before=before,
        after={"environment": app.environment, "client_id": app.client_id}, now=now,
    )  # fmt: skip
