"""Postal addresses as they are printed. Pure."""

from typing import Any


def postal(holder: Any, purpose: str) -> str:
    """Return the address that `holder` has for a purpose, below the name, or nothing where there is none."""
    part = {
        name: getattr(holder, f"{purpose}_{name}")
        for name in ("lines", "city", "region", "postcode", "country")
    }
    place = " ".join(word for word in (part["city"], part["region"], part["postcode"]) if word)
    lines = [*part["lines"].splitlines(), place, part["country"]]
    if not any(lines):
        return ""
    return "\n".join(line for line in (holder.company or holder.name, *lines) if line)[:1000]
