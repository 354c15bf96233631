"""Telling a worker that there is work. The work itself stands in the database; this only saves the wait."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str, **arguments: str) -> None:
    """Send the named task after the commit. If the broker is away, the schedule finds the work later."""

    def send() -> None:
        try:
            current_app.send_task(task, kwargs=arguments, retry=False)
        except OperationalError:
            logger.warning("broker.unreachable", extra={"task": task})

    transaction.on_commit(send)
