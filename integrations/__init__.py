"""Accounting vendors and everything that keeps them in agreement with billing."""
