"""What a company refuses, and the words for it: faults of the service layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MESSAGES: Mapping[str, str] = {
    "500": "Unsupported Operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "Transaction ID cannot be linked",
    "700": "Parent reference is invalid",
    "900": "Parent cannot be a child",
    "1040": "Batch size exceeds allowed limit",
    "1050": "Invalid content type",
    "2000": "Invalid or unsupported object name",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String",
    "2050": "String length is either shorter or longer than supported by specification",
    "2060": "Invalid Date format",
    "2070": "Invalid Date",
    "2080": "Invalid Number format",
    "2090": "Invalid Number",
    "2100": "Invalid Decimal format",
    "2110": "Invalid Decimal",
    "2120": "Invalid Type",
    "2130": "Invalid Request Id format",
    "2140": "Invalid Amount",
    "2150": "Invalid Percent",
    "2160": "Invalid Quantity",
    "2170": "Invalid Enumeration",
    "2180": "Invalid String range",
    "2190": "Invalid Date range",
    "2200": "Invalid Web Address format",
    "2210": "Invalid Email Address format",
    "2220": "Invalid Currency",
    "2230": "Invalid Boolean",
    "2240": "Invalid Number range",
    "2250": "Missing lines",
    "2260": "Missing PostingType",
    "2270": "Missing TaxApplicableOn",
    "2280": "Missing TaxAmount",
    "2290": "Negative Amount",
    "2300": "Debits and credits are not equal",
    "2500": "Invalid Reference Id",
    "2600": "Conflicting elements in request",
    "3000": "Invalid custom field",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "5020": "Permission Denied Error",
    "5030": "Feature Not Supported Error",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "AccountType or AccountSubType must be specified",
    "6030": "Upload too large",
    "6040": "The metadata must be an Attachable",
    "6041": "Invalid uploaded file",
    "6050": "Entity type cannot have attachments",
    "6060": "OpeningBalanceDate is required",
    "6070": "Amount calculation incorrect in the request",
    "6080": "No name provided",
    "6090": "Discount line is missing information",
    "6100": "Invalid line TaxCode in the request",
    "6110": "Merchant transaction cannot be updated",
    "6120": "Merchant transaction cannot be deleted",
    "6130": "Cannot change who customer bills with",
    "6140": "Duplicate Document Number Error",
    "6150": "ParentRef Required Error",
    "6160": "Invalid TaxCodeRef",
    "6170": "TxnTaxDetail is not allowed",
    "6180": "Sub-level limit exceeded",
    "6190": "Invalid Company Status",
    "6200": "Account period closed",
    "6210": "Account Period Closed, Cannot Update Through Services API",
    "6220": "Entity has a balance",
    "6240": "Duplicate Name Exists Error",
    "6250": "Invalid Customer",
    "6270": "Transaction date is prior to start date for inventory item",
    "6280": "Customer has unbilled charges",
    "6290": "TimeActivity is not valid",
    "6300": "TimeActivity is not valid",
    "6310": "TimeActivity is not valid",
    "6320": "TimeActivity is not valid",
    "6330": "TimeActivity is not valid",
    "6340": "TimeActivity is not valid",
    "6350": "TimeActivity is not valid",
    "6360": "TimeActivity is not valid",
    "6370": "TimeActivity is not valid",
    "6380": "TimeActivity is not valid",
    "6390": "TimeActivity is not valid",
    "6400": "Deleting this would invalidate an invoice",
    "6420": "Email address required",
    "6430": "Invalid account type used",
    "6440": "Transaction detail required",
    "6450": "Void failed",
    "6520": "Quantity is required",
    "6540": "Deposited Transaction cannot be changed",
    "10000": "An application error has occurred while processing your request",
    "10100": "Result set too big",
}

INACTIVE = (
    "Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


@dataclass(frozen=True, slots=True)
class Error:
    code: str
    detail: str
    element: str = ""
    message: str = ""

    def document(self) -> dict[str, str]:
        return {
            "Message": self.message or MESSAGES[self.code],
            "Detail": self.detail,
            "code": self.code,
            "element": self.element,
        }


class Refused(Exception):
    """Raised inside; leaves as a Fault."""

    def __init__(
        self, *errors: Error, fault: str = "ValidationFault", status: int = 400, timed: bool = True
    ) -> None:
        super().__init__(*(error.detail for error in errors))
        self.errors = errors
        self.fault = fault
        self.status = status
        self.timed = timed

    def document(self) -> dict[str, Any]:
        return {"Error": [error.document() for error in self.errors], "type": self.fault}


def refuse(code: str, detail: str, element: str = "") -> Refused:
    return Refused(Error(code, detail, element))


def missing(name: str) -> Error:
    return Error("2020", f"Required parameter {name} is missing in the request", name)


def gone(reason: str = INACTIVE) -> Refused:
    return refuse("610", f"Object Not Found : {reason}")


def business(detail: str) -> Refused:
    return refuse("6000", f"Business Validation Error: {detail}")


def broken() -> Refused:
    """Whatever is wrong in here: a system fault."""
    detail = "System Failure Error: java.lang.NullPointerException"
    return Refused(Error("10000", detail, "SystemFailureError"), fault="SystemFault", status=500)


def unreadable(name: str = "failed to parse json object") -> Refused:
    return refuse("2010", f"Property Name:{name}; a property specified is unsupported or invalid")


def not_supported(what: str) -> Refused:
    return refuse("500", f"Operation {what} is not supported.", "Operation")


def no_reference(lists: str, wanted: str) -> Refused:
    return refuse("2500", f"Invalid Reference Id : {lists} element id {wanted} not found", "Reference Id")
