"""What a company begins with, and what it may be filled with."""

from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.seed.beginning import begin
from simulator.quickbooks_online.seed.large import large
from simulator.quickbooks_online.seed.sandbox import sandbox

__all__ = ["begin", "fill"]


def fill(books: Books, name: str, **sizes: int) -> None:
    """Fill the books; raises ValueError for a seed there is none of."""
    if name == "sandbox":
        sandbox(books)
    elif name == "large":
        large(books, **sizes)
    else:
        raise ValueError(f"There is no seed named {name!r}; there are: sandbox, large.")
