"""The tenant's own books and people. Knows no accounting vendor."""
