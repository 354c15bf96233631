"""QuickBooks Online: what is said to Intuit, and the doors through which Intuit and people come back."""
