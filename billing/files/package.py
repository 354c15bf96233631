"""The zip file that a workbook is: opened only if it is one, and if unpacking it does no harm."""

import zipfile
from typing import IO

from billing.files.table import Limits, Refused

# Below this size even a part that is packed very well does no harm.
HARMLESS = 10_000_000
KINDS = {
    "xl/workbook.bin": "an Excel binary workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "index/document.iwa": "a Numbers or Pages document",
}
AS_XLSX = "Open it, save it as an Excel workbook (.xlsx) or as CSV, and send that."


def opened(file: IO[bytes], *, limits: Limits) -> zipfile.ZipFile:
    """Open the package of a workbook, or raise Refused."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Refused(
            f"The file is a damaged workbook or zip file, perhaps cut short. {AS_XLSX}"
        ) from problem
    try:
        _check(archive, limits=limits)
    except Refused:
        archive.close()
        raise
    return archive


def _check(archive: zipfile.ZipFile, *, limits: Limits) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    for name, kind in KINDS.items():
        if name in names:
            raise Refused(f"The file is {kind}, not an Excel workbook (.xlsx). {AS_XLSX}")
    if "mimetype" in names:
        raise Refused(f"The file is an OpenDocument file (.ods or the like), which is not read. {AS_XLSX}")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("The file is a zip file, not a table. Unpack it and send the file inside.")
    _check_sizes(entries, names, limits=limits)


def _check_sizes(entries: list[zipfile.ZipInfo], names: set[str], *, limits: Limits) -> None:
    if len(entries) > limits.entries or len(names) < len(entries):
        raise Refused(f"The workbook has more parts than any real one, or one of them twice. {AS_XLSX}")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Refused(
            f"The workbook is larger than {limits.unpacked_bytes // 1_000_000:,} MB once unpacked. "
            "Split it into several, or save the sheet as CSV."
        )
    for entry in entries:
        if entry.file_size > HARMLESS and entry.file_size > entry.compress_size * limits.ratio:
            raise Refused(
                f'The part "{entry.filename[:100]}" of the workbook grows more than {limits.ratio} times '
                "when unpacked, as no real table does. Copy the data into a new workbook, and send that."
            )
        if entry.file_size > limits.part_bytes and _is_read_whole(entry.filename.lower()):
            raise Refused(
                f'The part "{entry.filename[:100]}" of the workbook is larger than '
                f"{limits.part_bytes // 1_000_000} MB. Copy the data without formats into a new workbook, "
                "and send that."
            )


def _is_read_whole(name: str) -> bool:
    """Tell such parts from those that are read piece by piece, and from those that are not read at all."""
    others = ("xl/worksheets/sheet", "xl/sharedstrings", "xl/media/", "xl/externallinks/", "xl/pivot")
    return name.endswith((".xml", ".rels")) and not name.startswith(others)
