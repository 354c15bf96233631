"""The demonstration's sign-in. Kept free of imports, so that the launcher can read it."""

DEMO_EMAIL = "admin@demo.test"
DEMO_PASSWORD = "tieout demo books"  # noqa: S105  # printed on purpose: it opens made-up data only
