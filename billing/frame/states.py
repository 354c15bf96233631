"""The words for states, each with its tone and its drawing: one vocabulary for pages, mails and lists."""

from __future__ import annotations

from collections.abc import Mapping

TONES = {"ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info", "neutral": "circle"}

# One vocabulary everywhere. A state with a tail ("Running 3 of 9") is found by how it begins.
STATES: Mapping[str, tuple[str, str]] = {
    # connections
    "Not connected": ("neutral", "plug"),
    "Connected": ("ok", "check"),
    "Needs attention": ("warn", "triangle-alert"),
    "Reconnect needed": ("bad", "unlink"),
    "Paused": ("info", "pause"),
    "Disconnected": ("neutral", "unplug"),
    "Waiting for first contact": ("info", "hourglass"),
    "Silent": ("warn", "wifi-off"),
    # records
    "Not sent": ("neutral", "circle-dashed"),
    "Held": ("info", "hand-coins"),
    "Queued": ("info", "clock"),
    "Sending": ("info", "send"),
    "Synced": ("ok", "check"),
    "Synced with difference": ("warn", "triangle-alert"),
    "Changed in QuickBooks": ("warn", "git-compare-arrows"),
    "Changed here": ("info", "pencil"),
    "Blocked": ("bad", "ban"),
    "Failed, will retry": ("warn", "rotate-ccw"),
    "Failed, needs you": ("bad", "circle-alert"),
    "Skipped": ("neutral", "skip-forward"),
    "Voided": ("neutral", "ban"),
    "Deleted in QuickBooks": ("bad", "trash-2"),
    "Unlinked": ("neutral", "unlink"),
    # documents
    "Draft": ("neutral", "pencil"),
    "Awaiting approval": ("info", "hourglass"),
    "Approved": ("ok", "check"),
    "Issued": ("info", "send"),
    "Open": ("info", "circle"),
    "Overdue": ("bad", "clock"),
    "Partly paid": ("info", "hand-coins"),
    "Paid": ("ok", "check"),
    "Sent": ("info", "send"),
    "Part paid": ("info", "hand-coins"),
    "Void": ("neutral", "ban"),
    "Part used": ("info", "hand-coins"),
    "Used": ("ok", "check"),
    "Unapplied": ("warn", "circle-dashed"),
    "Part applied": ("info", "hand-coins"),
    "Applied": ("ok", "check"),
    "Part received": ("info", "hourglass"),
    "Received": ("ok", "check"),
    "Closed": ("neutral", "check"),
    "Inactive": ("neutral", "ban"),
    # runs
    "Planned": ("info", "list-checks"),
    "Waiting": ("info", "clock"),
    "Running": ("info", "refresh-cw"),
    "Finished": ("ok", "check"),
    "Finished with problems": ("warn", "triangle-alert"),
    "Stopped": ("neutral", "ban"),
    "Failed": ("bad", "circle-alert"),
    "Undone": ("neutral", "undo-2"),
    # files that are imported
    "Uploaded": ("neutral", "upload"),
    "Checking": ("info", "list-checks"),
    "Checked": ("info", "list-checks"),
    # issues
    "Snoozed": ("neutral", "clock"),
    "Ignored": ("neutral", "ban"),
    "Fixing": ("info", "refresh-cw"),
    "Resolved": ("ok", "check"),
    "Returned": ("bad", "rotate-ccw"),
    # mappings
    "Matched": ("ok", "check"),
    "Suggested": ("info", "zap"),
    "Missing": ("bad", "circle-alert"),
    "Inactive in QuickBooks": ("warn", "ban"),
    "Conflict": ("bad", "triangle-alert"),
    # people and keys
    "Active": ("ok", "check"),
    "Invited": ("info", "mail"),
    "Expired": ("neutral", "hourglass"),
    "Revoked": ("neutral", "ban"),
    "Account suspended": ("neutral", "circle-pause"),
    "Allowed": ("ok", "check"),
    "Withheld": ("neutral", "ban"),
    "On": ("ok", "check"),
    "Off": ("neutral", "circle"),
}


def look_of(state: str) -> tuple[str, str]:
    """Find tone and drawing of a state, whatever tail it carries."""
    known = max((name for name in STATES if state.startswith(name)), key=len, default="")
    return STATES.get(known, ("neutral", "circle"))
