"""Seals everything anew under the newest key, so that older keys can be taken off the ring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from billing.tenancy.keyring import Unreadable
from integrations import rotation


class Command(BaseCommand):
    help = (
        "Seal everything anew under the first key of TIEOUT_FIELD_KEYS. The others can be dropped afterwards."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            done = rotation.rotate()
        except Unreadable as problem:
            raise CommandError(f"{problem} Put the key back and run this again.") from problem
        for table, count in done.items():
            self.stdout.write(f"{table}: {count} sealed anew")
        self.stdout.write(f"Everything is sealed under the key {settings.FIELD_KEYS[0][0]}.")
