"""The description of the door in WSDL 1.1, for whoever makes a client out of it. Connectors never ask."""

from xml.sax.saxutils import quoteattr

from integrations.quickbooks_desktop.methods import DESCRIBED, NAMESPACE, Method, Result

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema"'
    f' xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}">\n'
)
TEXTS = (
    '<s:complexType name="ArrayOfString"><s:sequence><s:element minOccurs="0" maxOccurs="unbounded"'
    ' name="string" nillable="true" type="s:string"/></s:sequence></s:complexType>\n'
)
PORT = "QBWebConnectorSvcSoap"


def description(*, address: str) -> bytes:
    """Return the WSDL of the door at this address."""
    parts = [
        HEAD,
        f'<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}">\n',
        *map(_elements, DESCRIBED),
        TEXTS,
        "</s:schema></wsdl:types>\n",
        *map(_messages, DESCRIBED),
        f'<wsdl:portType name="{PORT}">\n',
        *map(_operation, DESCRIBED),
        "</wsdl:portType>\n",
        f'<wsdl:binding name="{PORT}" type="tns:{PORT}">\n',
        '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>\n',
        *map(_binding, DESCRIBED),
        "</wsdl:binding>\n",
        f'<wsdl:service name="QBWebConnectorSvc"><wsdl:port name="{PORT}" binding="tns:{PORT}">',
        f"<soap:address location={quoteattr(address)}/></wsdl:port></wsdl:service>\n",
        "</wsdl:definitions>\n",
    ]
    return "".join(parts).encode()


def _elements(method: Method) -> str:
    fields = "".join(
        [_field(name, "s:string", least=0) for name in method.texts]
        + [_field(name, "s:int", least=1) for name in method.numbers]
    )
    kind = f"tns:{method.result}" if method.result is Result.TEXTS else f"s:{method.result}"
    result = _field(f"{method.name}Result", kind, least=int(method.result is Result.NUMBER))
    return _element(method.name, fields) + _element(f"{method.name}Response", result)


def _element(name: str, fields: str) -> str:
    inner = f"<s:sequence>{fields}</s:sequence>" if fields else ""
    return f'<s:element name="{name}"><s:complexType>{inner}</s:complexType></s:element>\n'


def _field(name: str, kind: str, *, least: int) -> str:
    return f'<s:element minOccurs="{least}" maxOccurs="1" name="{name}" type="{kind}"/>'


def _messages(method: Method) -> str:
    return "".join(
        f'<wsdl:message name="{method.name}Soap{way}">'
        f'<wsdl:part name="parameters" element="tns:{method.name}{tail}"/></wsdl:message>\n'
        for way, tail in (("In", ""), ("Out", "Response"))
    )


def _operation(method: Method) -> str:
    return (
        f'<wsdl:operation name="{method.name}"><wsdl:input message="tns:{method.name}SoapIn"/>'
        f'<wsdl:output message="tns:{method.name}SoapOut"/></wsdl:operation>\n'
    )


def _binding(method: Method) -> str:
    body = '<soap:body use="literal"/>'
    return (
        f'<wsdl:operation name="{method.name}">'
        f'<soap:operation soapAction="{NAMESPACE}{method.name}" style="document"/>'
        f"<wsdl:input>{body}</wsdl:input><wsdl:output>{body}</wsdl:output></wsdl:operation>\n"
    )
