"""QuickBooks Online as programs see it: sign-in, API, limits, errors, webhooks, and a window for people."""
