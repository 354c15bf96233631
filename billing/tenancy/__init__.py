"""Which tenant is being worked for, and the guards that keep every query to it."""
