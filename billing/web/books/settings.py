"""How the books are kept: closed days, usual choices, numbers of documents."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing.frame.rights import requires, seat_in
from billing.frame.widgets import DateInput
from billing.models import Account, AccountType, Bookkeeping, NumberSeries
from billing.people.acting import actor_of
from billing.problems import Problem, Refused
from billing.registers.accounts import MONEY_ACCOUNTS
from billing.roles import Right
from billing.services import bookkeeping as service


def _label(row: Any) -> str:
    return str(row.label)


class BookkeepingForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    class Meta:
        model = Bookkeeping
        fields = service.FIELDS
        widgets = {"closed_through": DateInput()}

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        types: dict[str, Iterable[str]] = {
            "deposit_account": MONEY_ACCOUNTS,
            "asset_account": [AccountType.OTHER_CURRENT_ASSET],
        }
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                rows = field.queryset.filter(is_active=True) if field.queryset is not None else None
                if rows is not None and rows.model is Account:
                    rows = rows.filter(type__in=types[name])
                field.queryset, field.empty_label = rows, "None"
                field.label_from_instance = _label  # type: ignore[assignment, method-assign]  # Django's way

    def _post_clean(self) -> None:
        """Leave the row as it is: the service changes it, and judges."""

    def values(self) -> dict[str, Any]:
        return {name: getattr(value, "pk", value) for name, value in self._named()}

    def _named(self) -> Iterable[tuple[str, Any]]:
        return ((name, self.cleaned_data.get(name)) for name in service.FIELDS)


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]  # likewise
    class Meta:
        model = NumberSeries
        fields = service.SERIES_FIELDS

    def _post_clean(self) -> None:
        """Likewise."""


@requires(Right.SET_UP_BOOKS)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change how the books are kept."""
    posted = request.POST if request.method == "POST" else None
    form = BookkeepingForm(posted, instance=service.kept())
    series = {
        kind.plural: (kind, SeriesForm(posted, instance=one, prefix=kind.plural))
        for kind, one in service.series().items()
    }
    forms_of = [form, *(each for _, each in series.values())]
    if posted is not None and all([each.is_valid() for each in forms_of]):  # noqa: C419  # each is to say what is wrong
        numbers = {plural: dict(each.cleaned_data) for plural, (_, each) in series.items()}
        try:
            service.change(
                values={**form.values(), service.SERIES: numbers},
                version=form.cleaned_data["version"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            _put_back(refused.problems, form, {plural: each for plural, (_, each) in series.items()})
        else:
            messages.success(request, "The settings of the books are saved.")
            return redirect("books-settings", seat_in(request).tenant.slug)
    return render(
        request,
        "billing/books/settings.html",
        {"form": form, "series": [(kind, each) for kind, each in series.values()]},
        status=422 if any(each.errors for each in forms_of) else 200,
    )


def _put_back(problems: Iterable[Problem], form: forms.BaseForm, series: dict[str, SeriesForm]) -> None:
    """Put each problem beside its field."""
    for problem in problems:
        first, *rest = problem.field.split(".")
        if first == service.SERIES and len(rest) == 2 and rest[0] in series:
            series[rest[0]].add_error(rest[1], problem.message)
        else:
            form.add_error(first if first in form.fields and first != "version" else None, problem.message)
