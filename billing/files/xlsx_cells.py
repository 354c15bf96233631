"""From a cell as a workbook writes it to the value a person sees in it."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from openpyxl.utils.datetime import from_excel, from_ISO8601

from billing.files.sheet_xml import DAMAGED, SharedTexts, XmlCell, unescaped
from billing.files.table import Cell, Refused

# As many as spreadsheets compute with and show; what a double has beyond them is its tail.
DIGITS = 15
LARGEST = 308


class NotAValue(ValueError):
    """The cell shows an error, or nothing that can be known: the text says what."""

    def __init__(self, text: str, shown: str | None) -> None:
        super().__init__(text)
        self.shown = shown


class Cells:
    """Turns cells of one workbook into values."""

    def __init__(
        self, *, texts: SharedTexts, dates: frozenset[int], durations: frozenset[int], epoch: datetime
    ) -> None:
        self._texts = texts
        self._dates = dates
        self._durations = durations
        self._epoch = epoch

    def value(self, cell: XmlCell) -> Cell:
        """Return what the cell shows, or raise NotAValue."""
        if cell.value is None:
            raise NotAValue(
                "holds a formula whose result is not in the file. Open it in Excel, save it, and send it "
                "again.",
                None,
            )
        match cell.kind:
            case "s":
                return self._shared(cell.value) or None
            case "inlineStr" | "str":
                return unescaped(cell.value) or None
            case "b":
                return cell.value.strip() == "1"
            case "e":
                raise NotAValue(
                    f"shows the error {cell.value[:20]}. Mend its formula, or type the value.", cell.value
                )
            case "d":
                return _iso(cell.value)
            case _:
                return self._number(cell)

    def _shared(self, text: str) -> str:
        if not text.isdecimal() or int(text) >= len(self._texts):
            raise Refused(DAMAGED.format("a cell refers to a text that is not there"))
        return self._texts[int(text)]

    def _number(self, cell: XmlCell) -> Cell:
        text = (cell.value or "").strip()
        if not text:
            return None
        number = exact(text)
        if cell.style in self._dates:
            return self._moment(number, duration=cell.style in self._durations)
        return number

    def _moment(self, number: Decimal, *, duration: bool) -> Cell:
        try:
            moment = from_excel(float(number), self._epoch, timedelta=duration)
        except (OverflowError, ValueError) as problem:
            raise NotAValue(
                "shows a date that does not exist (#####). Type the date anew.", format(number, "f")
            ) from problem
        return _plain(moment)


def exact(text: str) -> Decimal:
    """Return a number as a spreadsheet shows it: 0.1 without the double's tail, and without an exponent."""
    try:
        number = Decimal(text)
    except InvalidOperation as problem:
        raise Refused(DAMAGED.format(f'"{text[:40]}" stands where a number should')) from problem
    if not number.is_finite() or abs(number.adjusted()) > LARGEST:
        raise NotAValue("holds a number that is beyond any spreadsheet. Type it anew.", text[:40])
    if len(number.as_tuple().digits) > DIGITS and not _whole(text):
        number = Decimal(format(float(number), f".{DIGITS}g"))
    return Decimal(format(number, "f"))


def _whole(text: str) -> bool:
    return text.lstrip("-").isdecimal()


def _iso(text: str) -> Cell:
    try:
        return _plain(from_ISO8601(text))  # type: ignore[no-untyped-call]  # the stubs know no better
    except ValueError as problem:
        raise NotAValue(f'holds "{text[:40]}", which is no date. Type the date anew.', text[:40]) from problem


def _plain(moment: datetime | date | time | timedelta | None) -> Cell:
    """Give a day for a moment at midnight, and text for what is no day at all."""
    if isinstance(moment, datetime):
        return moment.date() if moment.time() == time() else moment
    if isinstance(moment, timedelta):
        minutes, seconds = divmod(math.floor(moment.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return moment.isoformat() if isinstance(moment, time) else moment
