"""Addresses and mail addresses in their fields."""

from billing.documents import Address
from integrations.quickbooks_online.mapping.making import Body, Making

LINES = 5
LINE_LENGTH = 500
MAIL_LENGTH = 100


def structured(making: Making, address: Address, field_name: str) -> Body | None:
    """Return an address of a customer or supplier, without the first lines that are to be left out."""
    skipped = int(making.settings["address_skip_lines"])
    made = _numbered(making, list(address.lines[skipped:]), field_name)
    more = {
        "City": making.text(address.city, 255, field_name, "The town"),
        "CountrySubDivisionCode": making.text(address.region, 255, field_name, "The region"),
        "PostalCode": making.text(address.postcode, 30, field_name, "The postal code"),
        "Country": making.text(address.country, 255, field_name, "The country"),
    }
    made |= {name: value for name, value in more.items() if value}
    return made or None


def printed(making: Making, text: str, field_name: str) -> Body | None:
    """Return an address as it stands on a document."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _numbered(making, lines[int(making.settings["address_skip_lines"]) :], field_name) or None


def _numbered(making: Making, lines: list[str], field_name: str) -> Body:
    # They have five lines; what is beyond stands in the last one.
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], ", ".join(lines[LINES - 1 :])]
    return {
        f"Line{place}": making.text(line, LINE_LENGTH, field_name, "A line of the address")
        for place, line in enumerate(lines, 1)
    }


def mails(making: Making, text: str, field_name: str) -> tuple[Body | None, Body | None]:
    """Return whom a document is mailed to, and who gets a copy where the first field is full."""
    first: list[str] = []
    rest: list[str] = []
    for address in (one.strip() for one in text.replace(";", ",").split(",")):
        if not address:
            continue
        if "@" not in address or "." not in address.rpartition("@")[2]:
            raise making.unfit(
                "mail_address", field_name, f"{address} is no mail address that QuickBooks takes. Correct it."
            )
        fits = not rest and len(", ".join([*first, address])) <= MAIL_LENGTH
        (first if fits else rest).append(address)
    copies = making.text(", ".join(rest), MAIL_LENGTH, field_name, "The list of mail addresses")
    if rest and not first:
        raise making.unfit(
            "too_long", field_name, f"{rest[0]} is longer than the {MAIL_LENGTH} characters QuickBooks takes."
        )
    return ({"Address": ", ".join(first)} if first else None), ({"Address": copies} if copies else None)
