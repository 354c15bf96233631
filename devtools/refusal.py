"""The one exception that ends a command with a sentence for people."""


class Refused(Exception):  # noqa: N818 - named for the fact
    """Carries what happened, where, why, and what to do; it is printed without a traceback."""
