"""Django's PostgreSQL backend, plus one thing: each transaction is told whose rows it may see."""
