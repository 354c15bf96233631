"""How one company answers its API: routes, query language, batch, changes, files, envelopes."""
