"""What a company keeps: every kind of object with its fields, its rules and what it does to others."""
