"""The REST API: tokens, the gate that turns one into a caller, and what every resource has in common."""
