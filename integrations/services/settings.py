"""Changing a connection's settings: every saving is a version, and can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.services import audit
from integrations.models import Cause, Connection, SettingChange
from integrations.settings import catalogue

FORMAT = "tieout-settings"


class Unfit(ValueError):
    """Some values do not fit; `problems` says by name what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(f"{name}: {problem}" for name, problem in problems.items()))


class ChangedMeanwhile(ValueError):
    """Somebody else saved settings after these were read."""


class NotOurs(ValueError):
    """The file is not one of exported settings."""


@transaction.atomic
def change(
    *,
    connection_id: UUID,
    given: Mapping[str, Any],
    version: int,
    cause: Cause = Cause.EDITED,
    actor: Actor,
    now: datetime,
) -> Connection:
    """Save these values over what is there. Raises Unfit or ChangedMeanwhile, and changes nothing then."""
    fitting, problems = catalogue.read(given)
    if problems:
        raise Unfit(problems)
    connection = Connection.objects.select_for_update().get(pk=connection_id)
    if connection.settings_version != version:
        raise ChangedMeanwhile(
            "Somebody else changed the settings after you opened this page. Look at theirs, then change "
            "yours again."
        )
    before = catalogue.values(connection.settings)
    after = before | fitting
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changes:
        return connection
    connection.settings = catalogue.differing(after)
    connection.settings_version += 1
    connection.save(update_fields=["settings", "settings_version"])
    SettingChange.objects.create(
        connection=connection, version=connection.settings_version, at=now, by=actor.label[:254], cause=cause,
        changes=changes,
    )  # fmt: skip
    audit.record(
        actor=actor, action="connection.settings_changed", kind="connection", subject_id=connection.pk,
        label=str(connection), before={name: old for name, (old, _) in changes.items()},
        after={name: new for name, (_, new) in changes.items()}, now=now,
    )  # fmt: skip
    return connection


def roll_back(*, connection_id: UUID, to: int, version: int, actor: Actor, now: datetime) -> Connection:
    """Make all settings what they were after version `to`; that is a version of its own."""
    with transaction.atomic():
        wanted = as_of(connection_id=connection_id, version=to)
        return change(
            connection_id=connection_id, given=wanted, version=version, cause=Cause.ROLLED_BACK, actor=actor,
            now=now,
        )  # fmt: skip


def as_of(*, connection_id: UUID, version: int) -> dict[str, Any]:
    """Return every setting's value as it was after a version; 0 is before the first change."""
    connection = Connection.objects.get(pk=connection_id)
    held = catalogue.values(connection.settings)
    later = SettingChange.objects.filter(connection_id=connection_id, version__gt=version).order_by(
        "-version"
    )
    for changed in later:
        # A setting that is no longer in the catalogue has nothing to go back to.
        held |= {name: old for name, (old, _) in changed.changes.items() if name in held}
    return held


def exported(connection: Connection) -> dict[str, Any]:
    """Return the whole configuration as a file holds it. No secret is in it."""
    return {
        "format": FORMAT,
        "format_version": 1,
        "vendor": connection.vendor,
        "settings": catalogue.values(connection.settings),
    }


def imported(document: Any, *, vendor: str) -> dict[str, Any]:
    """Read an exported file; what means nothing with this vendor is left out. Raises NotOurs or Unfit."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotOurs("This is not a file of settings that Tieout exported.")
    if document.get("format_version") != 1 or not isinstance(document.get("settings"), dict):
        raise NotOurs("This file of settings is of another version of Tieout. Export it there again.")
    fitting, problems = catalogue.read(document["settings"])
    if problems:
        raise Unfit(problems)
    offered = {setting.name for setting in catalogue.offered(vendor)}
    return {name: value for name, value in fitting.items() if name in offered}
