"""The page that shows every component in every state, for those who build the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.pictures import Bar
from billing.frame.states import STATES
from billing.frame.widgets import DateInput, MoneyInput, RadioCards, SearchInput

TOKENS = [
    "ground",
    "panel",
    "raised",
    "sunken",
    "hover",
    "ink",
    "soft",
    "line",
    "rim",
    "edge",
    "accent",
    "accent-strong",
    "accent-tint",
    "ok",
    "ok-tint",
    "warn",
    "warn-tint",
    "bad",
    "bad-tint",
    "info",
    "info-tint",
    "plain-tint",
    "bar",
]
ANCHORS = [
    "tokens",
    "buttons",
    "badges",
    "figures",
    "tiles",
    "filters",
    "tables",
    "forms",
    "dialogs",
    "callouts",
    "facts",
    "pictures",
    "words",
]
HOSTILE = "W" * 10_000
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT OVERRIDE}moc.elpmaxe שלום مرحبا"


class ExampleForm(forms.Form):
    """Show every kind of field."""

    name = forms.CharField(label="Name", help_text="As it stands on your invoices.")
    email = forms.EmailField(label="Email", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    limit = forms.DecimalField(label="Hold invoices above", widget=MoneyInput(currency="USD"))
    due = forms.DateField(label="Due", widget=DateInput)
    terms = forms.ChoiceField(label="Terms", choices=[("", "Choose…"), ("30", "30 days"), ("14", "14 days")])
    find = forms.CharField(label="Customer", widget=SearchInput, required=False)
    mode = forms.ChoiceField(
        label="How records travel",
        choices=[("auto", "Automatically"), ("hold", "After approval"), ("off", "Not at all")],
        widget=RadioCards(
            notes={
                "auto": "Sent as soon as they are issued.",
                "hold": "Each waits until somebody approves it.",
                "off": "They stay here.",
            }
        ),
    )
    days = forms.MultipleChoiceField(
        label="Send the digest on",
        choices=[("1", "Monday"), ("3", "Wednesday"), ("5", "Friday")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    fixed = forms.CharField(
        label="Accounting system", initial="QuickBooks Online", disabled=True, required=False
    )
    notify = forms.BooleanField(
        label="Tell me when a run fails", help_text="One mail per run, not per record.", required=False
    )


@dataclass(frozen=True, slots=True)
class ExampleRow:
    number: str
    customer: str
    on: date
    state: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExamplePage:
    summary: str
    previous_url: str
    next_url: str


def example_rows(*, today: date) -> list[ExampleRow]:
    """Make rows that differ in what makes a table hard: length, state, sign."""
    return [
        ExampleRow("10468", "Birch Clinic", today, "Synced with difference", Decimal("3523.93")),
        ExampleRow("10467", "Maple & Söhne", today - timedelta(days=1), "Failed, needs you", Decimal(1960)),
        ExampleRow("10466", RIGHT_TO_LEFT, today - timedelta(days=9), "Synced", Decimal(-845)),
        ExampleRow("10465", HOSTILE[:400], today - timedelta(days=40), "Queued", Decimal("1204998.5")),
    ]


def example_context() -> dict[str, Any]:
    """Hold what the components on the page print."""
    now = timezone.now()
    days = [32, 27, 41, 29, 24, 42, 36, 33, 50, 35, 26, 31, 34, 30]
    wrong = [0, 9, 2, 0, 0, 5, 0, 5, 0, 0, 0, 0, 0, 0]
    wrongly_filled = ExampleForm({"name": "", "limit": "a lot", "email": "nobody", "mode": "hold"})
    wrongly_filled.add_error(None, "The organisation's plan does not allow a second connection.")
    return {
        "anchors": ANCHORS,
        "tokens": TOKENS,
        "states": sorted(STATES),
        "now": now,
        "moments": [
            now - span
            for span in (
                timedelta(seconds=2),
                timedelta(seconds=40),
                timedelta(minutes=12),
                timedelta(hours=4),
                timedelta(hours=26),
                timedelta(days=9),
                -timedelta(minutes=38),
                -timedelta(hours=20),
            )
        ],
        "rows": example_rows(today=now.date()),
        "page": ExamplePage(summary="1 to 4 of 18,772", previous_url="", next_url="?after=10465"),
        "form": ExampleForm(initial={"mode": "auto", "name": "Cedar Services LLC"}),
        "wrong_form": wrongly_filled,
        "bars": [
            Bar(label=str(7 + i), good=g, wrong=w) for i, (g, w) in enumerate(zip(days, wrong, strict=True))
        ],
        "line": days,
        "strip": [("bad" if w else "ok", f"{7 + i} November") for i, w in enumerate(wrong * 2)],
        "series": {
            "labels": ["Time to sync"],
            "data": [
                [int((now - timedelta(hours=72 - i)).timestamp()) for i in range(72)],
                [round(1.2 + (i * 7 % 11) / 10 + (1.5 if i % 24 == 9 else 0), 2) for i in range(72)],
            ],
        },
        "hostile": HOSTILE,
        "right_to_left": RIGHT_TO_LEFT,
        "amounts": [Decimal("24343.4"), Decimal(-845), Decimal(0), None],
    }


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the components to staff, and nothing to anybody else."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "design.html", example_context())
