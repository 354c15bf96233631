"""An error report carries neither keys nor what they open, whatever variables are alive when it happens."""

import base64
import os

import pytest

from tests.operations.processes import run_in_a_process
from tests.operations.test_reports import Collector, collector

pytestmark = pytest.mark.django_db
__all__ = ["collector"]


def test_no_variable_of_a_failing_function_is_reported(collector: Collector) -> None:
    script = """
import django; django.setup()
from config import errors
errors.start()
import logging, sentry_sdk
from billing.tenancy import keyring
try:
    keyring.open_sealed(keyring.seal(b"opened-secret", context="here"), context="there")
except keyring.Unreadable:
    logging.getLogger("tieout").exception("it.failed")
sentry_sdk.flush(10)
"""
    ended = run_in_a_process(script, SENTRY_DSN=f"http://public@127.0.0.1:{collector.port}/1")

    assert ended.returncode == 0, ended.stderr
    (reported,) = [body for _, body in collector.received if b"Unreadable" in body]
    key = base64.b64decode(os.environ["TIEOUT_FIELD_KEYS"].partition(":")[2])
    assert b'"vars"' not in reported
    assert repr(key)[2:-1].encode() not in reported
    assert b"opened-secret" not in reported
