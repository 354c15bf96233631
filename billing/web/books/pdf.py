"""A printed document as a PDF file."""

from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from billing.web.books.printed import Printed, PrintedLine
from billing.web.books.typesetting import Column, Look, Table

# Cut beforehand by devtools/typefaces.py.
TYPEFACE = Path(__file__).parent / "typeface"
STYLES: dict[Any, str] = {"": "regular", "B": "bold"}
PARTS = {"inter": "latin", "inter-ext": "latin-ext"}
SOFT, INK, LINE = (92, 106, 99), (23, 33, 28), (200, 206, 201)
# Stands in the foot for how many pages there are, in so many figures: no text of a person has it.
PAGES = "\x01" * 4
COLUMNS = (
    Column(head="Item", share=34),
    Column(head="Description", share=66),
    Column(head="Qty", share=18, align="R"),
    Column(head="Price", share=24, align="R"),
    Column(head="Tax", share=20),
    Column(head="Amount", share=28, align="R"),
)


class Sheet(FPDF):
    """A4 with the number of the page at its foot."""

    named = ""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("inter", size=8)
        self.set_text_color(*SOFT)
        self.cell(0, 5, f"{self.named} · page {self.page_no()} of {PAGES}", align="C")


def pdf_of(document: Printed) -> bytes:
    """Return the document as a PDF. Letters that the typeface lacks are left blank."""
    sheet = _blank()
    sheet.named = f"{document.sender} · {document.title}"
    sheet.set_title(document.title)
    sheet.add_page()
    _head(sheet, document)
    _lines(sheet, document.lines)
    _figures(sheet, document)
    if document.message:
        sheet.ln(8)
        _text(sheet, document.message, size=9)
    return bytes(sheet.output())


def _blank() -> Sheet:
    sheet = Sheet(format="A4")
    for style, weight in STYLES.items():
        for family, part in PARTS.items():
            sheet.add_font(family, style, TYPEFACE / f"{part}-{weight}.ttf")
    sheet.set_fallback_fonts(["inter-ext"])
    sheet.alias_nb_pages(PAGES)
    sheet.set_margins(14, 14)
    sheet.set_auto_page_break(True, margin=20)  # its own signature
    return sheet


def _head(sheet: Sheet, document: Printed) -> None:
    _text(sheet, document.sender, size=11, style="B")
    sheet.ln(6)
    _text(sheet, document.title, size=18, style="B")
    if document.notice:
        _text(sheet, document.notice.upper(), size=11, style="B", colour=(179, 38, 30))
    sheet.ln(4)
    top = sheet.get_y()
    sheet.set_font("inter", size=9)
    sheet.set_text_color(*INK)
    sheet.multi_cell(90, 4.6, document.address, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    bottom = sheet.get_y()
    sheet.set_xy(116, top)
    for label, text in document.facts:
        sheet.set_x(116)
        sheet.set_text_color(*SOFT)
        sheet.cell(26, 4.6, label)
        sheet.set_text_color(*INK)
        sheet.multi_cell(54, 4.6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_y(max(bottom, sheet.get_y()) + 4)
    if document.ship_to and document.ship_to != document.address:
        _text(sheet, "Delivered to", size=8, colour=SOFT)
        _text(sheet, document.ship_to, size=9)
        sheet.ln(3)


def _lines(sheet: Sheet, lines: list[PrintedLine]) -> None:
    sheet.set_draw_color(*LINE)
    head, body = Look(size=8, style="B", colour=SOFT), Look(size=9, colour=INK)
    Table(sheet, COLUMNS, head=head, body=body).write(map(_cells, lines))


def _cells(line: PrintedLine) -> tuple[str, ...]:
    price = f"{line.price}\nless {line.discount}" if line.discount else line.price
    return line.item, line.description, line.quantity, price, line.tax, line.amount


def _figures(sheet: Sheet, document: Printed) -> None:
    sheet.ln(3)
    for label, amount in document.figures:
        _figure(sheet, label, amount, style="")
    _figure(sheet, "Total", document.total, style="B")


def _figure(sheet: Sheet, label: str, amount: str, *, style: Any) -> None:
    sheet.set_font("inter", style, 10 if style else 9)
    sheet.set_text_color(*(INK if style else SOFT))
    sheet.cell(132, 6, label, align="R")
    sheet.set_text_color(*INK)
    sheet.cell(50, 6, amount, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _text(sheet: Sheet, text: str, *, size: int, style: Any = "", colour: tuple[int, int, int] = INK) -> None:
    sheet.set_font("inter", style, size)
    sheet.set_text_color(*colour)
    sheet.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
