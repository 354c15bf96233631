"""The settings of a connection: what there is to choose, and the reading of choices. Pure."""
