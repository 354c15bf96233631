"""Answers that do not come from a company's books: the gateway's and those of what stands behind it (4.1)."""

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import simplejson

from simulator.quickbooks_online.calls import Answer

PACIFIC = ZoneInfo("America/Los_Angeles")
JSON = "application/json;charset=utf-8"
XML = "application/xml;charset=utf-8"
FAILED = "An application error has occurred while processing your request"

# Those of the application behind the gateway: code, type, detail.
APPLICATION_ERRORS = {
    100: (
        "AuthenticationFault",
        "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401",
    ),
    110: (
        "AuthenticationFault",
        "AuthenticationOAuthError: SRV-111-Authentication Failure , statusCode: 401",
    ),
    120: ("AuthorizationFault", "AuthorizationFailure: -11014, statusCode: {status}"),
    130: ("AuthenticationFault", "WrongClusterError: -11017-Wrong Cluster, statusCode: 401"),
    140: ("AuthorizationFault", "CompanyLockedOut: -11018, statusCode: {status}"),
    150: ("AuthorizationFault", "CompanyUnderMaintenance: -11019, statusCode: {status}"),
}


def stamp(now: datetime) -> str:
    """Return the time as envelopes have it: Pacific, with milliseconds."""
    return now.astimezone(PACIFIC).isoformat(timespec="milliseconds")


def dumps(value: Any) -> bytes:
    text: str = simplejson.dumps(value, separators=(",", ":"), use_decimal=True)
    return text.encode()


def gateway(*, status: int, message: str, code: str, detail: str | None, kind: str, now: datetime) -> Answer:
    """Shape B: lower case, and the time in milliseconds since 1970."""
    error = {"message": message, "detail": detail, "code": code, "element": None}
    body: dict[str, Any] = {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(now.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }
    return Answer(status=status, body=dumps(body), content_type="application/json")


def unauthenticated(detail: str | None, now: datetime) -> Answer:
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    return gateway(status=401, message=message, code="3200", detail=detail, kind="AUTHENTICATION", now=now)


def forbidden(detail: str | None, now: datetime) -> Answer:
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    return gateway(status=403, message=message, code="3100", detail=detail, kind="SERVICE", now=now)


def throttled(form: str, now: datetime, retry_after: int = 0) -> Answer:
    """XML whatever was asked for; the JSON form is presumed to be shape B (3)."""
    message = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    detail = "The request limit was reached.  Try again later"
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if form == "json":
        answer = gateway(status=429, message=message, code="3001", detail=detail, kind="SERVICE", now=now)
        body, content_type = answer.body, answer.content_type
    else:
        body = xml(kind="SERVICE", code="3001", message=message, detail=detail, now=now)
        content_type = XML
    return Answer(status=429, body=body, content_type=content_type, headers=headers)


def application(code: int, status: int, now: datetime) -> Answer:
    """Shape C: the application behind the gateway does not take the call."""
    kind, detail = APPLICATION_ERRORS[code]
    detail = "System Failure Error: " + detail.format(status=status)
    body = xml(kind=kind, code=str(code), message=FAILED, detail=detail, now=now)
    return Answer(status=status, body=body, content_type=XML)


def xml(*, kind: str, code: str, message: str, detail: str, now: datetime) -> bytes:
    return (
        f'<IntuitResponse time="{stamp(now)}" xmlns="http://schema.intuit.com/finance/v3">'
        f'<Fault type="{kind}"><Error code="{code}"><Message>{escape(message, quote=False)}</Message>'
        f"<Detail>{escape(detail, quote=False)}</Detail></Error></Fault></IntuitResponse>"
    ).encode()


def fault(
    *, code: str, message: str, detail: str, now: datetime, status: int = 400, kind: str = "ValidationFault",
    element: str = "",
) -> Answer:  # fmt: skip
    """Shape A, for what is decided before a company's books are asked."""
    error = {"Message": message, "Detail": detail, "code": code, "element": element}
    body = {"Fault": {"Error": [error], "type": kind}, "time": stamp(now)}
    content_type = JSON if status == 200 else "application/json"
    return Answer(status=status, body=dumps(body), content_type=content_type)


def name_locked(now: datetime) -> Answer:
    return fault(
        code="6000",
        message="A business validation error has occurred while processing your request",
        detail="Business Validation Error: You can only add or edit one name at a time. Please try again.",
        now=now,
    )


def in_flight(now: datetime) -> Answer:
    """The same requestid is being worked on (2.7)."""
    return fault(code="600", message="Duplicate Request ID", detail="Duplicate Request ID", now=now)


def system_fault(now: datetime, status: int = 500) -> Answer:
    return fault(
        code="10000", message=FAILED, detail="System Failure Error: java.lang.NullPointerException",
        kind="SystemFault", element="SystemFailureError", status=status, now=now,
    )  # fmt: skip


def page(status: int) -> Answer:
    """What a proxy in front says of its own: HTML whatever was asked for (4.1 D)."""
    titles = {
        500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable",
        504: "Gateway Time-out", 404: "Not Found",
    }  # fmt: skip
    title = f"{status} {titles.get(status, 'Error')}"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
    return Answer(status=status, body=body.encode(), content_type="text/html")
