"""Lifelike books of any size for demonstrations and benchmarks: seeded, repeatable, copied in."""

from billing.services.demobooks.making import Size, make

__all__ = ["Size", "make"]
