"""The one exception that ends a command with a sentence for people."""


class Refused(Exception):
    """Carries what happened, where, why, and what to do; it is printed without a traceback."""
