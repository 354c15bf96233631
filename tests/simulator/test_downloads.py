"""An address given out for a file opens without a token, for a while: 5.23."""

import json

from tests.simulator.running import get, running

BOOKS = "simulator.quickbooks_online.company:Company"
PARTS = {
    "file_metadata_01": (None, json.dumps({"FileName": "r.pdf"}), "application/json"),
    "file_content_01": ("r.pdf", b"%PDF-1.4", "application/pdf"),
}


def test_a_temporary_address_can_be_fetched() -> None:
    with running(books=BOOKS) as qbo:
        token = qbo.connected()["access_token"]
        made = qbo.call(token, "upload", method="POST", files=PARTS).json()["AttachableResponse"][0][
            "Attachable"
        ]
        told = qbo.call(token, f"download/{made['Id']}").text
        asked = qbo.call(token, "query?query=select * from Attachable").json()["QueryResponse"]["Attachable"][
            0
        ]
        for address in (made["TempDownloadUri"], told, asked["TempDownloadUri"]):
            assert address.startswith(f"{qbo.url}/temporary/{qbo.realm}/{made['Id']}?Expires=")
            answer = get(address)
            assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
                200, b"%PDF-1.4", "application/pdf"
            )  # fmt: skip
        assert get(told.replace("Signature=", "Signature=0")).status_code == 403
        assert get(f"{qbo.url}/temporary/1/{made['Id']}").status_code == 404
        qbo.control("clock", {"move": 900})
        assert b"Request has expired" in get(told).content
