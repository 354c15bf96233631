"""What the application is told by its environment on one machine, and who signs in to the demonstration."""

import ast
import os
from collections.abc import Mapping

from devtools.checkout import ROOT, kept_secrets, private_folder
from devtools.engines import Engines

DEMO = ROOT / "billing" / "demo.py"


# What the stand-in for QuickBooks Online knows Tieout by: client id, secret, verifier token of webhooks.
STAND_IN_APP = (
    "ABTieoutDevelopmentClientId000000000000000000000",
    "TieoutDevelopmentClientSecret000000000",
    "tieout-verifier-token",
)


def environment(
    *, engines: Engines, port: int, quickbooks: int = 8090, outside: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Give the variables of every process of the application; what is set outside already wins."""
    folder = engines.folder
    secrets = kept_secrets(folder=folder)
    defaults = {
        "TIEOUT_SECRET_KEY": secrets["secret_key"],
        "TIEOUT_FIELD_KEYS": secrets["field_keys"],
        # By name: Intuit sends nobody back to an address of figures, and its stand-in neither.
        "TIEOUT_PUBLIC_URL": f"http://localhost:{port}",
        "TIEOUT_ALLOWED_HOSTS": "127.0.0.1,localhost",
        "TIEOUT_MAIL_FOLDER": str(private_folder(path=folder / "mail")),
        "TIEOUT_MAIL_FROM": "Tieout <billing@demo.test>",
        "TIEOUT_STATIC_ROOT": str(folder / "static"),
        "TIEOUT_DEMO": "1",
        "TIEOUT_SIMULATOR": ":".join(STAND_IN_APP),
        "TIEOUT_SIMULATOR_URL": f"http://127.0.0.1:{quickbooks}",
        "TIEOUT_LOG_FORMAT": "console",
        "PROMETHEUS_MULTIPROC_DIR": str(private_folder(path=folder / "metrics")),
        "TIEOUT_WEB_THREADS": "4",
        "PYTHONUNBUFFERED": "1",
        # In a container everybody is root, and on one machine for one person that is no news.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges:UserWarning",
    }
    ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "TIEOUT_WEB_PORT": str(port)}
    return defaults | dict(outside) | engines.environment() | ours


def as_owner(*, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the same variables for the one step that changes the schema."""
    return dict(environment) | {"DATABASE_URL": environment["DATABASE_OWNER_URL"]}


def demo_sign_in() -> tuple[str, str] | None:
    """Give the e-mail address and the password of the demonstration, if it names them."""
    if not DEMO.exists():
        return None
    named = {
        target.id: node.value.value
        for node in ast.parse(DEMO.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    email, password = named.get("DEMO_EMAIL"), named.get("DEMO_PASSWORD")
    return (str(email), str(password)) if email and password else None
