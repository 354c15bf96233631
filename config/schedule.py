"""The beat table: everything that happens by the clock, on one screen."""

from datetime import timedelta

from celery.schedules import crontab

SCHEDULE = {
    "send-waiting-mail": {"task": "billing.send_waiting_mail", "schedule": timedelta(minutes=1)},
    "sweep-imports": {"task": "billing.sweep_imports", "schedule": timedelta(minutes=1)},
    "note-pulse": {"task": "billing.note_pulse", "schedule": timedelta(seconds=15)},
    "clear-expired-sessions": {
        "task": "billing.clear_expired_sessions",
        "schedule": crontab(hour=3, minute=10),
    },
    "keep-connections": {"task": "integrations.keep_connections", "schedule": timedelta(minutes=2)},
    "sweep-revocations": {"task": "integrations.sweep_revocations", "schedule": timedelta(minutes=1)},
    "warn-of-ends": {"task": "integrations.warn_of_ends", "schedule": crontab(minute=20)},
    "forget-kept-answers": {"task": "billing.forget_kept_answers", "schedule": timedelta(minutes=30)},
}
