"""The pages of the books: one set of views for all kinds of record, each kind by its register."""
