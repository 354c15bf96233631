"""Forms as paper and as mail."""

from collections.abc import Collection
from hashlib import sha256

from simulator.quickbooks_online.api import answers
from simulator.quickbooks_online.api.refusals import Error, Refused, gone, not_supported
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.documents import Document, read, write
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.values import CONVERT, Errors
from simulator.quickbooks_online.entities.writing import guard

_LINK = "invoicelink"
_WAYS = ("CreditCard", "ACH")


def pdf(books: Books, kind: Kind, key: str) -> Answer:
    return Answer(body=paper(_must(books, kind, key), kind.name), content_type="application/pdf")


def _must(books: Books, kind: Kind, key: str) -> Document:
    found = books.load(kind.name, key)
    if found is None:
        raise gone()
    return found


def paper(document: Document, title: str) -> bytes:
    """Return one page with what matters on it."""
    lines = [
        f"{title} {document.get('DocNumber', '')}",
        f"Date {document.get('TxnDate', '')}",
        f"For {(document.get('CustomerRef') or document.get('VendorRef') or {}).get('name', '')}",
        *[
            f"{one.get('Description', one['DetailType'])}  {one.get('Amount', '')}"
            for one in document.get("Line", [])[:40]
            if "DetailType" in one
        ],
        f"Total {document.get('TotalAmt', 0)}",
    ]
    shown = [line.encode("latin-1", "replace").decode("latin-1") for line in lines]
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in shown]
    text = "BT /F1 11 Tf 16 TL 56 780 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    stream = text.encode("latin-1")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + table
    return made + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def with_link(kind: Kind, body: str, options: Collection[str]) -> str:
    """Add where an invoice can be paid, if that is asked for and there is somebody to pay online."""
    if kind.name != "Invoice" or _LINK not in options:
        return body
    document = read(body)
    online = any(document.get(f"AllowOnline{way}Payment") is True for way in _WAYS)
    if not online or "BillEmail" not in document:
        return body
    mark = sha256(f"{document['Id']} {document['BillEmail']['Address']}".encode()).hexdigest()
    document["InvoiceLink"] = f"https://connect.intuit.com/t/scs-v1-{mark}?locale=EN_US"
    return write({name: document[name] for name in kind.fields if name in document})


def send(books: Books, kind: Kind, key: str, to: str) -> Answer:
    mail(books, kind, key, to)
    return answers.entity(books, kind.name, number_of(key) or 0)


def mail(books: Books, kind: Kind, key: str, to: str) -> None:
    """Mail a form: to the given address, which stays with it, or to its own."""
    if "EmailStatus" not in kind.fields and kind.name != "Payment":
        raise not_supported("send")
    guard(books)
    document = _must(books, kind, key)
    name = "BillEmail" if "BillEmail" in kind.fields else "POEmail"
    if to and name in kind.fields:
        errors: Errors = []
        document[name] = CONVERT["email"](kind.fields[name], {"Address": to}, errors)
        if errors:
            raise Refused(*errors)
    if not to and name not in document:
        raise Refused(Error("6420", "Email address required : There is no address to send to", name))
    if "EmailStatus" in kind.fields:
        document["EmailStatus"] = "EmailSent"
    if "DeliveryInfo" in kind.fields:
        document["DeliveryInfo"] = {"DeliveryType": "Email", "DeliveryTime": books.stamp()}
    # Whether sending makes a new version is not known for certain; here it does.
    books.save(kind, document, "Emailed")
