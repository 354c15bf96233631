"""Answers of a company as bytes: envelopes, faults, the time they carry."""

from simulator.quickbooks_online.api import french
from simulator.quickbooks_online.api.refusals import Refused
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.documents import write

FAULT_TYPE = "application/json"


def time_of(books: Books) -> str:
    return books.now().isoformat(timespec="milliseconds")


def wrapped(books: Books, name: str, body: str) -> Answer:
    """Return text that is JSON already under its name, with the time."""
    return Answer(body=f'{{"{name}":{body},"time":"{time_of(books)}"}}'.encode())


def entity(books: Books, kind: str, number: int) -> Answer:
    return wrapped(books, kind, books.store.body(kind, number) or "{}")


def fault_text(books: Books, refused: Refused) -> str:
    """Return what stands below Fault, in the language of the company."""
    document = refused.document()
    return write(french.said(document) if books.settings["locale"] == "fr" else document)


def fault(books: Books, refused: Refused) -> Answer:
    text = f'{{"Fault":{fault_text(books, refused)}'
    text += f',"time":"{time_of(books)}"}}' if refused.timed else "}"
    return Answer(status=refused.status, body=text.encode(errors="replace"), content_type=FAULT_TYPE)
