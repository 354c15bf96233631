"""Which Web Connectors and which QuickBooks can be worked with."""

import re

SERVER = "1.0"
# What the requests are written in; QuickBooks 2014 and everything later understands it.
QBXML = (13, 0)
OLDEST, ADVISED = (2, 0), (2, 1)
GET_IT = "Get the current one from Intuit: open the help of Tieout in the Web Connector."


def answer_to_client(version: str) -> str:
    """Return what a Web Connector of this version is told: nothing, a warning, or that it is too old.

    What cannot be read as a version is let through: newer ones may be named otherwise.
    """
    found = re.match(r"\s*(\d{1,4})\.(\d{1,4})", version)
    if found is None:
        return ""
    given = int(found[1]), int(found[2])
    if given < OLDEST:
        return f"E:This Web Connector is too old for Tieout, which needs 2.1 or later. {GET_IT}"
    if given < ADVISED:
        return f"W:This Web Connector is old and may fail to connect safely. {GET_IT}"
    return ""
