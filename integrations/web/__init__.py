"""Pages of the connection and its settings."""
