"""Runs PostgreSQL, which refuses to be root, where everything is root: in containers and on plain servers.

Executed as a script: `unprivileged.py namespace|nobody COMMAND...` becomes COMMAND in the same process.
"""

import ctypes
import os
import pwd
import subprocess
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000


def way() -> str:
    """Say how a program is kept from being root here: not at all, by a namespace, or by another account."""
    if os.geteuid() != 0:
        return "as we are"
    tried = subprocess.run([*prefix(way="namespace"), "true"], capture_output=True, check=False)
    return "namespace" if tried.returncode == 0 else "nobody"


def prefix(*, way: str) -> list[str]:
    """Give the words before a command that make it run that way."""
    return [] if way == "as we are" else [sys.executable, "-I", "-S", str(Path(__file__).resolve()), way]


def nobody() -> pwd.struct_passwd:
    """Give the account without rights; PostgreSQL wants one that exists."""
    return pwd.getpwnam("nobody")


def _enter_namespace() -> None:
    # Inside, we are `nobody`; outside, the files stay root's. No account is made, no folder changes its mode.
    account, uid, gid = nobody(), os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        sys.exit(f"no user namespace: {os.strerror(ctypes.get_errno())}")
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/gid_map").write_text(f"{account.pw_gid} {gid} 1")
        Path("/proc/self/uid_map").write_text(f"{account.pw_uid} {uid} 1")
    except OSError as problem:
        sys.exit(f"no user namespace: {problem}")


def _become_nobody() -> None:
    account = nobody()
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


if __name__ == "__main__":
    {"namespace": _enter_namespace, "nobody": _become_nobody}[sys.argv[1]]()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606
