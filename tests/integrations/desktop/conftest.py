"""A Web Connector as Intuit's speaks, and an organisation that has set one up."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from uuid import UUID
from xml.sax.saxutils import escape

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, Connector
from integrations.quickbooks_desktop import setup
from integrations.services import connections
from integrations.vendors import Vendor

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    "<soap:Body>{}</soap:Body></soap:Envelope>"
)
AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"


def called(method: str, **arguments: str) -> bytes:
    """Write a call as the Web Connector does: empty arguments as empty elements."""
    inner = "".join(f"<{n}>{escape(v)}</{n}>" if v else f"<{n} />" for n, v in arguments.items())
    return ENVELOPE.format(f'<{method} xmlns="http://developer.intuit.com/">{inner}</{method}>').encode()


def hcp(
    owner: UUID,
    stamp: UUID | None,
    *,
    name: str = "Birch and Sons",
    versions: tuple[str, ...] = ("13.0", "16.0"),
) -> str:
    """Write what QuickBooks says of itself at the first call of a visit."""
    supported = "".join(f"<SupportedQBXMLVersion>{version}</SupportedQBXMLVersion>" for version in versions)
    return (
        '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><HostQueryRs requestID="0" statusCode="0" '
        'statusSeverity="Info" statusMessage="Status OK"><HostRet><ProductName>'
        "QuickBooks Enterprise Solutions 24.0</ProductName><MajorVersion>34</MajorVersion>"
        "<MinorVersion>0</MinorVersion><Country>US</Country>"
        f"{supported}<IsAutomaticLogin>false</IsAutomaticLogin><QBFileMode>SingleUser</QBFileMode></HostRet>"
        f'</HostQueryRs>{company(owner, stamp, name=name)}<PreferencesQueryRs requestID="2" statusCode="0" '
        'statusSeverity="Info" statusMessage="Status OK"><PreferencesRet><MultiCurrencyPreferences>'
        "<IsMultiCurrencyOn>false</IsMultiCurrencyOn></MultiCurrencyPreferences></PreferencesRet>"
        "</PreferencesQueryRs></QBXMLMsgsRs></QBXML>"
    )


def company(owner: UUID, stamp: UUID | None, *, name: str = "Birch and Sons") -> str:
    mark = (
        f"<DataExtRet><OwnerID>{{{str(owner).upper()}}}</OwnerID><DataExtName>FileID</DataExtName><DataExtType>"
        f"STR255TYPE</DataExtType><DataExtValue>{{{str(stamp).upper()}}}</DataExtValue></DataExtRet>"
    )
    return (
        '<CompanyQueryRs requestID="company" statusCode="0" statusSeverity="Info" statusMessage="Status OK">'
        f"<CompanyRet><IsSampleCompany>false</IsSampleCompany><CompanyName>{escape(name)}</CompanyName>"
        f"{mark if stamp else ''}</CompanyRet></CompanyQueryRs>"
    )


def answered(owner: UUID, stamp: UUID | None, *, name: str = "Birch and Sons") -> str:
    return (
        f'<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>{company(owner, stamp, name=name)}</QBXMLMsgsRs></QBXML>'
    )


@dataclass
class WebConnector:
    """Calls as Intuit's program does, and reads the answers with its own eyes."""

    url: str
    user_name: str
    password: str
    owner_id: UUID
    file_id: UUID
    file: str = "C:\\QB\\Birch.QBW"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def call(self, method: str, **arguments: str) -> list[str]:
        response = self.client.post(
            self.url,
            called(method, **arguments),
            content_type="text/xml; charset=utf-8",
            headers={"SOAPAction": f'"http://developer.intuit.com/{method}"', "User-Agent": AGENT},
        )
        body = response.content.decode()
        assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8"), body
        found = re.search(rf"<{method}Result>(.*)</{method}Result>", body, re.DOTALL)
        assert found, body
        inner = found[1]
        if "<string>" in inner:
            return [unescape(text) for text in re.findall(r"<string>(.*?)</string>", inner, re.DOTALL)]
        return [unescape(inner)]

    def say(self, method: str, **arguments: str) -> str:
        return self.call(method, **arguments)[0]

    def enter(self, password: str = "") -> list[str]:
        return self.call("authenticate", strUserName=self.user_name, strPassword=password or self.password)

    def ask(self, ticket: str, said: str = "") -> str:
        return self.say(
            "sendRequestXML", ticket=ticket, strHCPResponse=said, strCompanyFileName=self.file,
            qbXMLCountry="US", qbXMLMajorVers="16", qbXMLMinorVers="0",
        )  # fmt: skip

    def bring(self, ticket: str, response: str = "", hresult: str = "", message: str = "") -> int:
        return int(
            self.say("receiveResponseXML", ticket=ticket, response=response, hresult=hresult, message=message)
        )

    def last_error(self, ticket: str) -> str:
        return self.say("getLastError", ticket=ticket)

    def leave(self, ticket: str) -> str:
        return self.say("closeConnection", ticket=ticket)

    def said(self, **looks: object) -> str:
        return hcp(self.owner_id, self.file_id, **looks)  # type: ignore[arg-type]  # what hcp takes

    def visit(self, **looks: object) -> int:
        """Go through a whole visit with the company file open; return how far it got."""
        self.say("clientVersion", strVersion="2.3.0.215")
        ticket, word = self.enter()
        assert word == "", word
        request = self.ask(ticket, self.said(**looks))
        assert "CompanyQueryRq" in request, self.last_error(ticket)
        reached = self.bring(ticket, answered(self.owner_id, self.file_id))
        self.leave(ticket)
        return reached


Inside = Callable[[], "tuple[Connection, Connector]"]


@pytest.fixture
def chosen(cedar: Tenant, actor: Actor) -> Connection:
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        connection = connections.choose(vendor=Vendor.QUICKBOOKS_DESKTOP, actor=actor, now=timezone.now())
    assert connection is not None
    return connection


@pytest.fixture
def connector(chosen: Connection, cedar: Tenant, actor: Actor) -> WebConnector:
    """The Web Connector of Cedar: it has the file and the password, and has not called yet."""
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        row, password = setup.generate(
            connection_id=chosen.pk, minutes=15, note="at reception", actor=actor, now=timezone.now()
        )
    return WebConnector(
        url=f"/qbwc/{row.user_name}", user_name=row.user_name, password=password,
        owner_id=row.owner_id, file_id=row.file_id,
    )  # fmt: skip


@pytest.fixture
def rows(cedar: Tenant) -> Inside:
    """Look at the rows as they are now."""

    def look() -> tuple[Connection, Connector]:
        with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
            return Connection.objects.get(), Connector.objects.get()

    return look


@pytest.fixture
def browser_of_owner(owner: User, cedar: Tenant, client_of: Callable[[User], Client]) -> Client:
    return client_of(owner)


def state_of(client: Client) -> Mapping[str, object]:
    """Return what the page of the connector shows its reader."""
    context = client.get("/o/cedar/accounting/desktop/").context
    return {"state": str(context["standing"].state), "sentence": context["standing"].sentence}


def say_yes(client: Client) -> None:
    """Press Yes on the page as it is: the form says which company it showed."""
    page = client.get("/o/cedar/accounting/desktop/").content.decode()
    seen = dict(re.findall(r'name="(company|generation)" value="([^"]*)"', page))
    client.post("/o/cedar/accounting/desktop/confirm/", seen)
