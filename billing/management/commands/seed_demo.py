"""Fills an empty installation with two organisations to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from billing.services import demonstration


class Command(BaseCommand):
    help = "Make the demonstration's organisations and people, unless they are there."

    def handle(self, *_: Any, **__: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demonstration data is for demonstration machines. Set TIEOUT_DEMO=1 if this is one."
            )
        made = demonstration.make()
        self.stdout.write("Demonstration data made." if made else "Demonstration data is there already.")
