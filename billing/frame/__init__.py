"""What every page stands on: whose seat it is, the right it needs, the frame around it, controls, words."""
