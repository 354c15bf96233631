"""The bookkeeper's window."""
