"""Stand-ins for the outside world. They share no code with the product, so that no misunderstanding is on both sides."""
