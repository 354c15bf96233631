"""Records from files: upload, match, look at what would happen, start, watch, correct."""

from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.files import table as files
from billing.frame.rights import requires, seat_in
from billing.kinds import Kind
from billing.models import ENDED, Import, ImportState
from billing.people.acting import actor_of
from billing.problems import Refused
from billing.queries import imports as queries
from billing.queries.paging import Order, page_of
from billing.roles import Right
from billing.services import imports as service
from billing.services.importing.content import limits
from billing.services.importing.errors import write_errors
from billing.services.importing.plan import Options
from billing.services.importing.table import column_named
from billing.services.importing.templates import template as template_of
from billing.tenancy.scope import tenant_scope
from billing.text import whole_number
from billing.web import access
from billing.web.books import matching
from billing.web.books.guard import of_kind
from billing.web.export import XLSX, TooManyExports, csv_response, file_response, xlsx_response

STEPS = ((1, "Upload"), (2, "Match columns"), (3, "Look at it"), (4, "Import"))
NO_FILE = "Choose a file first."


@requires(Right.KEEP_BOOKS)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports, the newest first."""
    rows = queries.of_modules(seat_in(request).modules)
    page = page_of(rows, order=Order(field="uploaded_at", descending=True), query=request.GET)
    return render(request, "billing/imports/list.html", {"page": page})


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Take a file, and go on to its columns."""
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            problem = NO_FILE
        else:
            try:
                row = service.receive(
                    kind=kind,
                    name=str(file.name or "table.csv").replace("\x00", ""),
                    file=_seekable(file),
                    actor=actor_of(request),
                    now=timezone.now(),
                )
                return redirect("import-match", seat_in(request).tenant.slug, kind, row.pk)
            except files.Refused as refused:
                problem = str(refused)
    megabytes = limits().file_bytes // 1_000_000
    context = {"kind": kind, "problem": problem, "megabytes": megabytes, "steps": STEPS}
    return render(request, "billing/imports/upload.html", context, status=422 if problem else 200)


@of_kind(Right.KEEP_BOOKS)
@require_safe
def template(request: HttpRequest, kind: Kind, form: str) -> HttpResponseBase:
    """Give an empty table with the right titles and one example."""
    head, example = template_of(kind)
    name = f"{kind.slug}-template"
    try:
        if form == "csv":
            return csv_response(name=f"{name}.csv", head=head, rows=[example])
        if form == "xlsx":
            return xlsx_response(name=f"{name}.xlsx", head=head, rows=[example])
    except TooManyExports as problem:
        messages.warning(request, str(problem))
        return redirect("import-upload", seat_in(request).tenant.slug, kind)
    raise Http404


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponse:
    """Choose which column is which field; then have the whole file checked."""
    row = access.imported(kind=kind, import_id=import_id)
    page = redirect("import-one", seat_in(request).tenant.slug, kind, row.pk)
    if row.started_at or row.state in ENDED or row.purged_at:
        return page
    if "sheet" in request.POST:
        return _choose_sheet(request, row)
    with service.sampled(row) as sample:
        if request.method != "POST":
            options, _ = matching.with_forms(row, sample, row.matching, Options.read(row.options))
            context = matching.context_of(row, sample, row.matching, options, [])
            return render(request, "billing/imports/match.html", context | {"steps": STEPS})
        chosen, options = matching.chosen_in(request.POST, row)
        options, problems = matching.with_forms(row, sample, chosen, options)
        if not problems:
            try:
                service.match(
                    import_id=row.pk,
                    matching=chosen,
                    options=options,
                    version=_version(request),
                    now=timezone.now(),
                )
            except Refused as refused:
                problems = list(refused.problems)
        if problems:
            row.refresh_from_db()
            context = matching.context_of(row, sample, chosen, options, problems)
            return render(request, "billing/imports/match.html", context | {"steps": STEPS}, status=422)
    return page


@of_kind(Right.KEEP_BOOKS)
@require_safe
def one(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponse:
    """Show where an import stands: being checked, what it would do, at work, or what it did."""
    row = access.imported(kind=kind, import_id=import_id)
    if row.state == ImportState.UPLOADED:
        return redirect("import-match", seat_in(request).tenant.slug, kind, row.pk)
    page = page_of(queries.refusals_of(row), order=Order(field="first", descending=False), query=request.GET)
    context = {
        "kind": kind,
        "row": row,
        "page": page,
        "preview": [_previewed(kind, each) for each in row.preview] if row.state == "checked" else [],
        "will": row.created + row.changed,
        "button": f"Import {row.created + row.changed:,}",
        "unit": "Row" if row.form == "xlsx" else "Line",
        "ignored": _ignored(row),
        "steps": STEPS,
        "wrote": bool(row.started_at),
    }
    return render(request, "billing/imports/one.html", context)


@of_kind(Right.KEEP_BOOKS)
@require_safe
def progress(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponse:
    """Show how far it is; once it is over, have the whole page loaded."""
    row = access.imported(kind=kind, import_id=import_id)
    if not row.is_working:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "billing/imports/one.html#progress", {"kind": kind, "row": row})


@of_kind(Right.KEEP_BOOKS)
@require_POST
def start(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponse:
    """Have what was checked written."""
    row = access.imported(kind=kind, import_id=import_id)
    try:
        service.start(
            import_id=row.pk,
            version=_version(request),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("import-one", seat_in(request).tenant.slug, kind, row.pk)


@of_kind(Right.KEEP_BOOKS)
@require_POST
def stop(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponse:
    """Stop between two batches."""
    row = access.imported(kind=kind, import_id=import_id)
    if service.stop(import_id=row.pk, now=timezone.now()):
        messages.success(request, "Stopped. What was written until now stays.")
    return redirect("import-one", seat_in(request).tenant.slug, kind, row.pk)


@of_kind(Right.KEEP_BOOKS)
@require_safe
def errors(request: HttpRequest, kind: Kind, import_id: UUID) -> HttpResponseBase:
    """Give the refused rows as a file to correct and send again."""
    row = access.imported(kind=kind, import_id=import_id)
    seat = seat_in(request)
    page = redirect("import-one", seat.tenant.slug, kind, row.pk)
    if row.purged_at or not row.refused:
        return page
    stem = row.name.rpartition(".")[0] or row.name
    plain = "".join(each if each.isalnum() or each in "-_ " else "-" for each in stem)[:80]
    tenant_id = seat.tenant.id

    def write(file: IO[bytes]) -> None:
        with tenant_scope(tenant_id=tenant_id):
            write_errors(row, file)

    try:
        return file_response(
            name=f"{plain.encode('ascii', 'replace').decode().replace('?', '-')}-to-correct.{row.form}",
            kind=XLSX if row.form == "xlsx" else "text/csv; charset=utf-8",
            write=write,
        )
    except TooManyExports as problem:
        messages.warning(request, str(problem))
        return page


def _choose_sheet(request: HttpRequest, row: Import) -> HttpResponse:
    try:
        service.choose_sheet(import_id=row.pk, sheet=request.POST["sheet"])
    except (files.Refused, Refused) as refused:
        messages.warning(request, str(refused))
    return redirect("import-match", seat_in(request).tenant.slug, row.of, row.pk)


def _version(request: HttpRequest) -> int:
    """Return which way of reading was seen."""
    return whole_number(request.POST.get("version", ""), digits=8) or 0


def _seekable(file: "UploadedFile[bytes]") -> IO[bytes]:
    """Return what lies below an upload: a file in memory or on disk."""
    inner = file.file
    if inner is None:
        raise Http404
    inner.seek(0)
    return inner


def _previewed(kind: Kind, said: dict[str, Any]) -> dict[str, Any]:
    """Put words to what the check foresaw of a record."""
    values = []
    for name, before, after in said["values"]:
        column = column_named(kind, name)
        label = column.label if column else name.replace("_", " ").capitalize()
        shown = {"label": label, "before": _in_words(before), "after": _in_words(after)}
        if shown["before"] or shown["after"]:
            values.append(shown)
    return said | {"values": values[:14], "more": max(0, len(values) - 14)}


def _in_words(value: Any) -> str:
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "\n".join(str(each) for each in value[:5]) + ("\n…" if len(value) > 5 else "")
        case _:
            return str(value)


def _ignored(row: Import) -> list[str]:
    """Return the titles that nothing is read from."""
    shown = [column_named(row.of, row.matching.get(title, "")) for title in row.titles]
    return [
        title
        for title, column in zip(row.titles, shown, strict=True)
        if column is None or column.role == "shown"
    ]
