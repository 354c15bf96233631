"""Reading envelopes: what is taken, what is refused, and how much memory it takes either way."""

import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.quickbooks_desktop import answers, envelope, host
from integrations.quickbooks_desktop.envelope import Call, Refused
from integrations.quickbooks_desktop.methods import METHODS
from tests.integrations.desktop.conftest import ENVELOPE, called

LIMIT = 10_000_000
D = 'xmlns="http://developer.intuit.com/"'
SOAP = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'


def read(data: bytes, *, piece: int = 1 << 16, limit: int = LIMIT) -> Call:
    return envelope.read((data[at : at + piece] for at in range(0, len(data), piece)), limit=limit)


@pytest.mark.parametrize("method", METHODS)
def test_every_call_is_read_as_it_was_written(method: str) -> None:
    arguments = {name: f"<{name}> & é \U0001f4b8" for name in METHODS[method].parameters}

    assert read(called(method, **arguments)) == Call(method=method, arguments=arguments)


@pytest.mark.parametrize("piece", [1, 3, 7, 64, 100_000])
def test_it_does_not_matter_in_which_pieces_it_comes(piece: int) -> None:
    data = called("authenticate", strUserName="a&b", strPassword="x" * 5_000)
    assert read(data, piece=piece)["strPassword"] == "x" * 5_000


@pytest.mark.parametrize(
    "body",
    [
        f"<authenticate {D}><strUserName /><strPassword></strPassword></authenticate>",
        f"<authenticate {D}/>",
        '<i:authenticate xmlns:i="http://developer.intuit.com/"><i:strUserName/></i:authenticate>',
        f'<authenticate {D} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<strUserName xsi:nil="true"/></authenticate>',
        f"<authenticate {D}><strUserName/><later>what is not known</later></authenticate>",
    ],
)
def test_left_out_empty_and_unknown_arguments_read_as_empty(body: str) -> None:
    call = read(ENVELOPE.format(body).encode())
    assert (call.method, call["strUserName"], call["strPassword"], call["later"]) == (
        "authenticate",
        "",
        "",
        "",
    )


def test_other_prefixes_a_header_a_byte_order_mark_and_cdata_are_taken() -> None:
    data = (
        f'\ufeff<?xml version="1.0"?><!-- elsewhere --><s:Envelope {SOAP}><s:Header><t:x xmlns:t="urn:t">1'
        f"</t:x></s:Header><s:Body><getLastError {D}><ticket><![CDATA[a<b]]></ticket></getLastError></s:Body>"
        "</s:Envelope>"
    )
    assert read(data.encode())["ticket"] == "a<b"


# In all else a call.
TYPED = (
    f"<!DOCTYPE a{{}}><s:Envelope {SOAP}><s:Body><getLastError {D}><ticket>t</ticket></getLastError>"
    "</s:Body></s:Envelope>"
)
REFUSED = {
    "nothing": b"",
    "blank": b"   ",
    "no XML": b"hello",
    "broken off": called("getLastError", ticket="x")[:-9],
    "HTML": b"<html><body>x</body></html>",
    "two documents": called("serverVersion") * 2,
    "an unbound prefix": b"<s:Envelope/>",
    "SOAP 1.2": b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>',
    "no body": f"<s:Envelope {SOAP}/>".encode(),
    "an empty body": ENVELOPE.format("").encode(),
    "something beside the body": f"<s:Envelope {SOAP}><s:More/></s:Envelope>".encode(),
    "two calls": ENVELOPE.format(f"<serverVersion {D}/><serverVersion {D}/>").encode(),
    "an unknown call": ENVELOPE.format(f"<dropEverything {D}/>").encode(),
    "no namespace": ENVELOPE.format("<serverVersion/>").encode(),
    "a namespace without its slash": ENVELOPE.format(
        '<serverVersion xmlns="http://developer.intuit.com"/>'
    ).encode(),
    "an argument twice": ENVELOPE.format(f"<getLastError {D}><ticket/><ticket/></getLastError>").encode(),
    "elements in an argument": ENVELOPE.format(
        f"<getLastError {D}><ticket><a/></ticket></getLastError>"
    ).encode(),
    "a header to be understood": (
        f'<s:Envelope {SOAP}><s:Header><x xmlns="urn:t" s:mustUnderstand="1"/></s:Header><s:Body>'
        f"<serverVersion {D}/></s:Body></s:Envelope>"
    ).encode(),
    "a document type before a call": TYPED.format("").encode(),
    "an entity in a call": TYPED.format(' [<!ENTITY x "y">]').replace("t</t", "&x;</t").encode(),
    "an external entity in a call": TYPED.format(' [<!ENTITY x SYSTEM "file:///etc/passwd">]')
    .replace("t</t", "&x;</t")
    .encode(),
    "a document type": b"<!DOCTYPE a><a/>",
    "an external document type": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
    "an undefined entity": ENVELOPE.format("&laughs;").encode(),
    "UTF-16 with its mark": called("serverVersion").decode().encode("utf-16"),
    "UTF-16 without": called("serverVersion").decode().encode("utf-16-le"),
    "UTF-16 by another end": called("serverVersion").decode().encode("utf-16-be"),
    "UTF-16 that declares nothing": called("serverVersion").decode().partition("?>")[2].encode("utf-16"),
    "UTF-32": called("serverVersion").decode().encode("utf-32"),
    "declared otherwise": called("serverVersion").replace(b"utf-8", b"windows-1252"),
    "declared UTF-16": called("serverVersion").replace(b"utf-8", b"utf-16"),
    "Latin-1 in disguise": called("getLastError", ticket="caf\u00e9").decode().encode("latin-1"),
    "a control character": called("getLastError", ticket="a").replace(b">a<", b">\x01<"),
    "a reference to none": called("getLastError", ticket="a").replace(b">a<", b">&#0;<"),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>+ADw-a+AD4-',
}
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
    + b"]><a>&u;</a>"
)
HEAVY = {
    "a bomb of entities": BOMB,
    "deep nesting": b"<a>" * 3_000_000,
    "deep nesting in a body": ENVELOPE.encode().partition(b"{}")[0] + b"<a>" * 3_000_000,
    "deep nesting in a header": f"<s:Envelope {SOAP}><s:Header>".encode() + b"<a>" * 3_000_000,
    "elements without end in a header": (
        f"<s:Envelope {SOAP}><s:Header>".encode()
        + b"<a/>" * 2_000_000
        + f"</s:Header><s:Body><serverVersion {D}/></s:Body></s:Envelope>".encode()
    ),
    "one tag without end": b"<a " + b"x" * 9_000_000,
    "attributes without end": b"<a " + b" ".join(b'a%d=""' % n for n in range(900_000)),
    "a comment without end": b"<!--" + b"-x" * 4_500_000,
    "a processing instruction without end": b"<?x " + b"y" * 9_000_000,
    "elements without end": ENVELOPE.encode().partition(b"{}")[0] + b"<a/>" * 2_000_000,
    "namespaces without end": b"<a " + b" ".join(b'xmlns:a%d="u"' % n for n in range(500_000)),
    "references without end": ENVELOPE.format(f"<getLastError {D}><ticket>").encode()[:-20]
    + b"&#97;" * 1_900_000,
    "fifty megabytes of text": called("getLastError", ticket="\0").partition(b"\0")[0] + b"a" * 50_000_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_call_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Refused, match=r"^[A-Z].{10,}") as refusal:
        read(REFUSED[name])
    assert refusal.value.code in {"Client", "VersionMismatch", "MustUnderstand"}
    assert "passwd" not in str(refusal.value)


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_heavy_is_refused_in_bounded_memory(name: str) -> None:
    def pieces() -> Iterator[bytes]:
        data = HEAVY[name]
        yield from (data[at : at + 65_536] for at in range(0, len(data), 65_536))

    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            envelope.read(pieces(), limit=LIMIT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Text up to the limit is held; its joining takes as much again.
    assert peak < 25_000_000, peak


def test_a_large_call_within_the_limit_is_taken_in_a_small_multiple_of_its_size() -> None:
    data = called("receiveResponseXML", ticket="t", response="<a>ü</a>" * 400_000)
    tracemalloc.start()
    try:
        assert len(read(data)["response"]) == 3_200_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(data), peak


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400), st.integers(1, 50))
def test_whatever_comes_is_a_call_or_refused(data: bytes, piece: int) -> None:
    try:
        read(data, piece=piece)
    except Refused as refusal:
        assert str(refusal)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_call_that_is_damaged_anywhere_is_a_call_or_refused(data: st.DataObject) -> None:
    whole = bytearray(called("sendRequestXML", ticket="t", strHCPResponse="<a>&é</a>", qbXMLMajorVers="16"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
        if not whole:
            break
    try:
        assert read(bytes(whole)).method in METHODS
    except Refused as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    "heavy",
    [
        "<QBXML>" * 1_000_000,
        "<QBXML><a " + " ".join(f'a{n}=""' for n in range(800_000)),
        "<QBXML><QBXMLMsgsRs><HostQueryRs><HostRet><ProductName>" + "x" * 9_000_000,
    ],
    ids=["nested", "attributes", "text"],
)
def test_what_quickbooks_answers_is_read_in_bounded_memory(heavy: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(host.Unreadable):
            host.read(heavy)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(heavy) + 5_000_000, peak


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_whatever_quickbooks_is_said_to_have_answered_is_read_or_unreadable(text: str) -> None:
    for whole in (text, f"<QBXML><QBXMLMsgsRs><CompanyQueryRs>{text}</CompanyQueryRs></QBXMLMsgsRs></QBXML>"):
        with suppress(host.Unreadable):
            assert host.read(whole).stamps == {}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=100))
def test_what_is_answered_reads_back_as_it_was_meant(text: str) -> None:
    written = answers.answer("getLastError", text)
    # An answer has the shape of a call, so the same reader reads it back under another name.
    back = written.replace(b"getLastErrorResponse", b"getLastError").replace(b"getLastErrorResult", b"ticket")
    kept = answers.UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    assert read(back)["ticket"] == kept


def test_a_fault_says_who_is_at_fault_and_why() -> None:
    assert answers.fault(code="Client", sentence="<No> & no") == (
        b'<?xml version="1.0" encoding="utf-8"?>'
        b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
        b"<faultcode>soap:Client</faultcode><faultstring>&lt;No&gt; &amp; no</faultstring>"
        b"</soap:Fault></soap:Body></soap:Envelope>"
    )


def test_the_answer_to_authenticate_is_the_one_intuit_shows() -> None:
    assert answers.answer("authenticate", ["0d4c", ""]) == (
        b'<?xml version="1.0" encoding="utf-8"?>'
        b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        b'<soap:Body><authenticateResponse xmlns="http://developer.intuit.com/"><authenticateResult>'
        b"<string>0d4c</string><string></string></authenticateResult></authenticateResponse></soap:Body>"
        b"</soap:Envelope>"
    )
