"""The calls a Web Connector makes, in the order in which Intuit lists them: names, parameters, results."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "http://developer.intuit.com/"


class Result(StrEnum):
    TEXT = "string"
    NUMBER = "int"
    TEXTS = "ArrayOfString"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One call: what comes with it, and of what sort its answer is."""

    name: str
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    result: Result = Result.TEXT

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*self.texts, *self.numbers)


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method(name="serverVersion"),
        Method(name="clientVersion", texts=("strVersion",)),
        Method(name="authenticate", texts=("strUserName", "strPassword"), result=Result.TEXTS),
        Method(
            name="sendRequestXML",
            texts=("ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry"),
            numbers=("qbXMLMajorVers", "qbXMLMinorVers"),
        ),
        Method(
            name="receiveResponseXML",
            texts=("ticket", "response", "hresult", "message"),
            result=Result.NUMBER,
        ),
        Method(name="connectionError", texts=("ticket", "hresult", "message")),
        Method(name="getLastError", texts=("ticket",)),
        Method(name="closeConnection", texts=("ticket",)),
        Method(name="getInteractiveURL", texts=("wcTicket", "sessionID")),
        Method(name="interactiveRejected", texts=("wcTicket", "reason")),
        Method(name="interactiveDone", texts=("wcTicket",)),
        # Intuit's guide has it under this name too; no program is known to call it.
        Method(name="getServerVersion", texts=("ticket",)),
    )
}
# What the description offers: those that connectors call.
DESCRIBED = tuple(method for name, method in METHODS.items() if name != "getServerVersion")
