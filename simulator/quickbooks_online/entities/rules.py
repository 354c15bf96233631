"""What every kind's rules may do while an object is made, changed, deleted or voided."""

from simulator.quickbooks_online.api.refusals import Refused, business, not_supported
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.fields import Kind


class Rules:
    """The common case: nothing beyond what the fields declare."""

    # These must be sent even when everything else may be left out.
    in_sparse: tuple[str, ...] = ()
    sparse_refused = False

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        """Refuse what does not fit and fill in what the books determine; before it is kept."""

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        """See to what follows in other objects; `document` may be changed no more."""

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        """Refuse, or undo what the object did to others; before it goes."""

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        raise not_supported("void")


class Fixed(Rules):
    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        raise not_supported("delete")


def refuse_business(detail: str) -> Refused:
    return business(detail)
