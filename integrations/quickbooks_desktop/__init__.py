"""QuickBooks Desktop: the Web Connector calls, and is answered."""
