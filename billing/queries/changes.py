"""Following changes: up to which moment everything that was written can be seen."""

from datetime import datetime, timedelta

from django.db import connection

# A write carries the moment at which it was asked for, by the clock of the machine that runs it.
CLOCKS_APART = timedelta(seconds=5)
OLDEST = """
select least(now(), min(xact_start)) from pg_stat_activity
where datname = current_database() and xact_start is not null
"""


def complete_until() -> datetime:
    """Return a moment such that every record changed before it shows in any query that starts from here on.

    A record's time is taken inside the transaction that writes it, and shows when that commits, so a later
    time may show first. What was changed before the oldest transaction still running began, shows.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        oldest: datetime = cursor.fetchone()[0]
    return oldest - CLOCKS_APART
