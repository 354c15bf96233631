"""Doors for the worker: named, keyword-only, safe to run twice and late."""
