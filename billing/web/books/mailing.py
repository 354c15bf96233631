"""Sending a document by mail, as a PDF."""

from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.models import User
from billing.people.acting import actor_of
from billing.problems import Refused, Stale
from billing.roles import Right
from billing.services import deeds, mail
from billing.text import SeveralLines, SingleLine
from billing.web.books.deeds import Seen, changed_since, unseen
from billing.web.books.guard import of_kind, record_or_404
from billing.web.books.pdf import pdf_of
from billing.web.books.printed import Printed, printed
from billing.web.books.printing import PRINTED

AT_MOST = 5


class LetterForm(forms.Form):
    """To whom, and what is written above the document."""

    to = forms.CharField(max_length=320, help_text=f"Up to {AT_MOST} addresses with commas between.")
    # The one that was seen: what goes out is what was read.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    subject = forms.CharField(max_length=200, validators=[SingleLine()])
    message = forms.CharField(
        max_length=4000, validators=[SeveralLines()], widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean_to(self) -> list[str]:
        addresses = [part.strip() for part in self.cleaned_data["to"].split(",") if part.strip()]
        if len(addresses) > AT_MOST:
            raise ValidationError(f"These are {len(addresses)} addresses, and {AT_MOST} are the most.")
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(f"{address} is no e-mail address.") from None
        return addresses


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Ask to whom and with which words, then send the document and note that it went out."""
    if kind not in PRINTED:
        raise Http404
    row, seat = record_or_404(kind, record_id), seat_in(request)
    document = printed(kind, row, tenant=seat.tenant)
    sent = request.method == "POST"
    form = LetterForm(
        request.POST if sent else None, initial=_usual(row.email_to, document) | {"version": row.version}
    )
    if sent and form.is_valid() and not _may_send(request, form.cleaned_data["to"]):
        return render(request, "errors/429.html", status=429)
    if sent and form.is_valid():
        try:
            _send(request, kind, record_id, form, document)
        except Refused as refused:
            form = LetterForm(_seen_now(request.POST, kind, record_id))
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{row.label} is on its way to {', '.join(form.cleaned_data['to'])}.")
            return redirect("record", seat.tenant.slug, kind, record_id)
    return render(
        request,
        "billing/books/letter.html",
        {"kind": kind, "row": row, "form": form},
        status=422 if form.errors else 200,
    )


def _send(request: HttpRequest, kind: Kind, record_id: UUID, form: LetterForm, document: Printed) -> None:
    to, person = form.cleaned_data["to"], request.user
    seen = Seen(id=record_id, version=form.cleaned_data["version"])
    for row in changed_since(kind, [seen]).values():
        raise Stale([unseen(row, "sent")])
    results = deeds.mark_sent(kind=kind, ids=[record_id], actor=actor_of(request), now=timezone.now(), to=to)
    deeds.done_or_refused(results)
    mail.post(
        template="mail/document",
        to=to,
        subject=form.cleaned_data["subject"],
        context={"message": form.cleaned_data["message"], "document": document},
        reply_to=person.email if isinstance(person, User) else "",
        files=[(f"{slugify(document.title)}.pdf", pdf_of(document), "application/pdf")],
    )


def _seen_now(posted: QueryDict, kind: Kind, record_id: UUID) -> QueryDict:
    """Return what was typed, to be sent again by who has been told how the document stands."""
    data = posted.copy()
    data["version"] = str(record_or_404(kind, record_id).version)
    return data


def _usual(to: str, document: Printed) -> dict[str, str]:
    due = dict(document.facts).get("Due")
    when = f", due on {due}" if due else ""
    return {
        "to": to,
        "subject": f"{document.title} from {document.sender}",
        "message": (
            f"Please find attached {document.title.lower()} of {document.total}{when}.\n\n{document.sender}"
        ),
    }


def _may_send(request: HttpRequest, addresses: list[str]) -> bool:
    """Keep anybody from flooding one address, or many, with our mails."""
    return all(
        ratelimit.consume(request, action="letter", key=address.lower(), user=request.user)
        for address in addresses
    )
