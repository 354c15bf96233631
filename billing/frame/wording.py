"""How figures, times and programs are put into words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone


def written(value: Decimal, *, decimals: int) -> str:
    """Write a number with thousands apart and a real minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def size(octets: int) -> str:
    """Print how large something is, in words people use."""
    amount = Decimal(octets)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:,.{0 if unit == 'bytes' else 1}f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


def relative(*, when: datetime, now: datetime) -> str:
    """Say a time the way people do within two days, and as a date beyond."""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 3600:
        return _within_the_hour(round(seconds))
    here, today = timezone.localtime(when), timezone.localtime(now).date()
    named = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((here.date() - today).days)
    if named:
        return f"{named} {here:%H:%M}"
    return (
        written_date(here.date()) if abs(seconds) > timedelta(days=2).total_seconds() else f"{here:%A %H:%M}"
    )


def _within_the_hour(seconds: int) -> str:
    if 0 <= seconds < 5:
        return "just now"
    count, unit = (abs(seconds), "s") if abs(seconds) < 60 else (abs(seconds) // 60, "min")
    return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"


def written_date(day: date) -> str:
    """Write a date without a leading zero, the month as a word."""
    return f"{day.day} {day:%B %Y}"


def device(user_agent: str) -> str:
    """Name browser and system of a user agent in words."""
    browsers = {
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Firefox/": "Firefox",
        "FxiOS/": "Firefox",
        "CriOS/": "Chrome",
        "Chrome/": "Chrome",
        "Safari/": "Safari",
    }
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS X": "macOS",
        "CrOS": "ChromeOS",
        "Linux": "Linux",
    }
    browser = next((word for mark, word in browsers.items() if mark in user_agent), "Unknown program")
    system = next((word for mark, word in systems.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
