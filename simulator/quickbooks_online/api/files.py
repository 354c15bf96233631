"""Attachments: parts of a multipart request become files with a note of what they belong to."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePath
from typing import Any

from simulator.quickbooks_online.api import answers
from simulator.quickbooks_online.api.refusals import Refused, gone, refuse, unreadable
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import read, read_sent
from simulator.quickbooks_online.entities.checking import Checker
from simulator.quickbooks_online.entities.writing import guard

# How long an address for downloading works, in seconds.
_LIFE = 900
_ADDRESS = re.compile(r'("TempDownloadUri":")[^"]*')
_EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
)
_UNSIGNED = _EXPIRED.replace(b"Request has expired", b"Access Denied")
# What addresses are signed with is kept beside the settings.
_SECRET = "download_secret"  # noqa: S105 - a name
_LARGEST = 100 * 1024 * 1024
_SUFFIXES = frozenset(
    "ai csv doc docx eps gif jpeg jpg ods pdf png rtf tif tiff txt xls xlsx xml".split()  # noqa: SIM905
)
_IMAGES = frozenset({"gif", "jpeg", "jpg", "png", "tif", "tiff"})


def upload(books: Books, call: Call) -> Answer:
    """Answer one item per file; one that is refused does not keep the others out."""
    guard(books)
    if len(call.body) > _LARGEST:
        raise refuse("6030", f"Upload too large : At most {_LARGEST:,} bytes")
    if not call.content_type.lower().startswith("multipart/form-data"):
        raise refuse("1050", f"Invalid content type : {call.content_type}")
    head = f"Content-Type: {call.content_type}\r\n\r\n".encode()
    message: Message = BytesParser(policy=HTTP).parsebytes(head + call.body)
    parts = {
        str(part.get_param("name", header="content-disposition")): part
        for part in message.walk()
        if part is not message
    }
    numbers = sorted(name.removeprefix("file_content_") for name in parts if name.startswith("file_content_"))
    if not numbers:
        raise refuse("6041", "Invalid uploaded file : No file_content part")
    items = [
        _item(books, parts[f"file_content_{number}"], parts.get(f"file_metadata_{number}"))
        for number in numbers
    ]
    return answers.wrapped(books, "AttachableResponse", f"[{','.join(items)}]")


def _item(books: Books, content: Message, metadata: Message | None) -> str:
    try:
        with books.attempt():
            return f'{{"Attachable":{_keep(books, content, metadata)}}}'
    except Refused as refused:
        return f'{{"Fault":{answers.fault_text(books, refused)}}}'


def _keep(books: Books, content: Message, metadata: Message | None) -> str:
    kind = kind_of("Attachable")
    given = _metadata(metadata)
    document = {name: value for name, value in Checker(books, kind).check(given).items() if value is not None}
    name = document.get("FileName") or content.get_filename() or "file"
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if suffix not in _SUFFIXES:
        raise refuse("6041", f"Invalid uploaded file : {name} is not of a supported type")
    data = _content(content)
    key = books.next_id(kind)
    document.update(
        Id=key,
        FileName=name,
        FileAccessUri=f"/v3/company/{books.realm}/download/{key}",
        TempDownloadUri=_address(books, key),
        Size=len(data),
        ContentType=document.get("ContentType") or content.get_content_type(),
    )
    document.setdefault("Category", "Image" if suffix in _IMAGES or suffix == "pdf" else "Document")
    books.store.db.execute(
        "insert into files values (?, ?, ?)", (number_of(key), document["ContentType"], data)
    )
    books.insert(kind, document)
    return books.store.body(kind.name, number_of(key) or 0) or "{}"


def _metadata(part: Message | None) -> Any:
    if part is None:
        return {}
    try:
        given = read_sent(_content(part))
    except ValueError:
        raise refuse("6040", "The metadata must be an Attachable") from None
    if not isinstance(given, dict):
        raise refuse("6040", "The metadata must be an Attachable")
    return given


def _content(part: Message) -> bytes:
    if str(part.get("Content-Transfer-Encoding", "")).lower() == "base64":
        try:
            return base64.b64decode(
                b"".join(str(part.get_payload()).encode("ascii", "ignore").split()), validate=True
            )
        except binascii.Error:
            raise refuse("6041", "Invalid uploaded file : The content is not base64") from None
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise unreadable()
    return content


def _address(books: Books, key: str) -> str:
    """Return where whoever has it can fetch the file without a token, as long as it lives."""
    until = int(books.clock.now().timestamp()) + _LIFE
    place, signature = f"{books.address}/temporary/{books.realm}", _signed(books, key, until)
    return f"{place}/{key}?Expires={until}&Signature={signature}"


def _signed(books: Books, key: str, until: int) -> str:
    secret = books.first("select value from settings where name = ?", _SECRET)
    if secret is None:
        secret = secrets.token_hex()
        books.store.db.execute("insert into settings values (?, ?)", (_SECRET, f'"{secret}"'))
        secret = f'"{secret}"'
    return hmac.new(secret.encode(), f"{key}?Expires={until}".encode(), hashlib.sha256).hexdigest()


def renewed(books: Books, body: str) -> str:
    """Return an attachment as it is sent: with an address that works from now on."""
    if "TempDownloadUri" not in body:
        return body
    key = str(read(body)["Id"])
    return _ADDRESS.sub(rf"\g<1>{_address(books, key)}", body, count=1)


def download(books: Books, call: Call) -> Answer:
    """Return the address of a file as text."""
    key = call.path[1] if len(call.path) > 1 else ""
    _file(books, key)
    return Answer(body=_address(books, key).encode(), content_type="text/plain;charset=utf-8")


def temporary(books: Books, call: Call) -> Answer:
    """Return the file an address means, as long as that lives."""
    key, until = call.path[1] if len(call.path) > 1 else "", call.query.get("Expires", "")
    content_type, content = _file(books, key)
    if not until.isascii() or not until.isdigit() or books.clock.now().timestamp() >= int(until):
        return Answer(status=403, body=_EXPIRED, content_type="application/xml")
    if not hmac.compare_digest(
        call.query.get("Signature", "").encode(), _signed(books, key, int(until)).encode()
    ):
        return Answer(status=403, body=_UNSIGNED, content_type="application/xml")
    return Answer(body=content, content_type=content_type)


def _file(books: Books, key: str) -> tuple[str, bytes]:
    rows = books.rows("select content_type, content from files where num = ?", number_of(key))
    if not rows or not books.brief("Attachable", key):
        raise gone()
    return str(rows[0][0]), bytes(rows[0][1])
