"""The addresses of the books: one set of views and one description for all kinds, each by its register."""
