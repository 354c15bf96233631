"""Stand-ins for the outside world, sharing no code with the product: no error is on both sides at once."""
