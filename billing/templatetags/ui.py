"""What the templates print with: icons, badges, times, money, table heads, chips and small pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from django import template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TONES = {"ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info", "neutral": "circle"}

# One vocabulary everywhere. A state with a tail ("Running 3 of 9") is found by how it begins.
STATES: Mapping[str, tuple[str, str]] = {
    # connections
    "Not connected": ("neutral", "plug"),
    "Connected": ("ok", "check"),
    "Needs attention": ("warn", "triangle-alert"),
    "Reconnect needed": ("bad", "unlink"),
    "Paused": ("info", "pause"),
    "Disconnected": ("neutral", "unplug"),
    "Waiting for first contact": ("info", "hourglass"),
    "Silent": ("warn", "wifi-off"),
    # records
    "Not sent": ("neutral", "circle-dashed"),
    "Held": ("info", "hand-coins"),
    "Queued": ("info", "clock"),
    "Sending": ("info", "send"),
    "Synced": ("ok", "check"),
    "Synced with difference": ("warn", "triangle-alert"),
    "Changed in QuickBooks": ("warn", "git-compare-arrows"),
    "Changed here": ("info", "pencil"),
    "Blocked": ("bad", "ban"),
    "Failed, will retry": ("warn", "rotate-ccw"),
    "Failed, needs you": ("bad", "circle-alert"),
    "Skipped": ("neutral", "skip-forward"),
    "Voided": ("neutral", "ban"),
    "Deleted in QuickBooks": ("bad", "trash-2"),
    "Unlinked": ("neutral", "unlink"),
    # documents
    "Draft": ("neutral", "pencil"),
    "Awaiting approval": ("info", "hourglass"),
    "Approved": ("ok", "check"),
    "Issued": ("info", "send"),
    "Open": ("info", "circle"),
    "Overdue": ("bad", "clock"),
    "Partly paid": ("info", "hand-coins"),
    "Paid": ("ok", "check"),
    # runs
    "Planned": ("info", "list-checks"),
    "Waiting": ("info", "clock"),
    "Running": ("info", "refresh-cw"),
    "Finished": ("ok", "check"),
    "Finished with problems": ("warn", "triangle-alert"),
    "Stopped": ("neutral", "ban"),
    "Failed": ("bad", "circle-alert"),
    "Undone": ("neutral", "undo-2"),
    # issues
    "Snoozed": ("neutral", "clock"),
    "Ignored": ("neutral", "ban"),
    "Fixing": ("info", "refresh-cw"),
    "Resolved": ("ok", "check"),
    "Returned": ("bad", "rotate-ccw"),
    # mappings
    "Matched": ("ok", "check"),
    "Suggested": ("info", "zap"),
    "Missing": ("bad", "circle-alert"),
    "Inactive in QuickBooks": ("warn", "ban"),
    "Conflict": ("bad", "triangle-alert"),
    # people and keys
    "Active": ("ok", "check"),
    "Invited": ("info", "mail"),
    "Expired": ("neutral", "hourglass"),
    "Revoked": ("neutral", "ban"),
    "On": ("ok", "check"),
    "Off": ("neutral", "circle"),
}

WITHOUT_CENTS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
WITH_MILLS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())

# What belongs to one place in a list and means nothing after it is sorted or filtered anew.
PLACE_IN_LIST = ("after", "before", "cursor", "page")


@runtime_checkable
class HasAmount(Protocol):
    """This will let {% money %} take a value that carries its own currency."""

    amount: Decimal
    currency: str


# -- leaves ---------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """This will print one drawing of the sprite, silent for screen readers unless it is labelled."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address
    )


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """This will print the drawing that stands for a tone."""
    return icon(TONES.get(tone, "info"))


def look_of(state: str) -> tuple[str, str]:
    """This will find tone and drawing of a state, whatever tail it carries."""
    known = max((name for name in STATES if state.startswith(name)), key=len, default="")
    return STATES.get(known, ("neutral", "circle"))


@register.simple_tag
def badge(text: object, *, tone: str = "", icon: str = "") -> SafeString:
    """This will print a state with its word, its drawing and its colour."""
    words = str(text)
    known_tone, known_icon = look_of(words)
    chosen = tone or known_tone
    drawing = icon or (TONES.get(tone, "circle") if tone else known_icon)
    return format_html(
        '<span class="badge {}">{}<span>{}</span></span>', chosen, globals()["icon"](drawing), words
    )


@register.filter
def message_tone(message: Message) -> str:
    """This will translate a level of the messages framework."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(message.level_tag, "info")


# -- figures ---------------------------------------------------------------------------------------


def decimals_of(currency: str) -> int:
    """This will say how many digits a currency keeps behind the point."""
    if currency in WITHOUT_CENTS:
        return 0
    return 3 if currency in WITH_MILLS else 2


def written(value: Decimal, *, decimals: int) -> str:
    """This will write a number with thousands apart and a real minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


@register.simple_tag
def money(value: HasAmount | Decimal | int | None, *, currency: str = "", show: bool = True) -> SafeString:
    """This will print an amount in tabular figures, with its currency behind it unless show is False."""
    if value is None:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')  # noqa: S308 (a constant)
    amount = value.amount if isinstance(value, HasAmount) else Decimal(value)
    unit = currency or (str(value.currency) if isinstance(value, HasAmount) else "")
    figure = written(amount, decimals=decimals_of(unit))
    if unit and show:
        return format_html(
            '<span class="money">{} <span class="currency">{}</span></span>', figure, unit
        )
    return format_html('<span class="money">{}</span>', figure)


@register.simple_tag
def number(value: Decimal | int | None, *, decimals: int = 0) -> SafeString:
    """This will print a number with thousands apart."""
    if value is None:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')  # noqa: S308 (a constant)
    return format_html('<span class="number">{}</span>', written(Decimal(value), decimals=decimals))


@register.simple_tag
def size(octets: int) -> str:
    """This will print how large something is, in words people use."""
    amount = Decimal(octets)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:,.{0 if unit == 'bytes' else 1}f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


# -- times -----------------------------------------------------------------------------------------


def relative(*, when: datetime, now: datetime) -> str:
    """This will say a time the way people do within two days, and as a date beyond."""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 3600:
        return _within_the_hour(round(seconds))
    here, today = timezone.localtime(when), timezone.localtime(now).date()
    named = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((here.date() - today).days)
    if named:
        return f"{named} {here:%H:%M}"
    return written_date(here.date()) if abs(seconds) > timedelta(days=2).total_seconds() else f"{here:%A %H:%M}"


def _within_the_hour(seconds: int) -> str:
    if 0 <= seconds < 5:
        return "just now"
    count, unit = (abs(seconds), "s") if abs(seconds) < 60 else (abs(seconds) // 60, "min")
    return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"


def written_date(day: date) -> str:
    """This will write a date without a leading zero, the month as a word."""
    return f"{day.day} {day:%B %Y}"


@register.simple_tag
def ago(when: datetime | None, *, zone: bool = False, empty: str = "\N{EN DASH}") -> SafeString:
    """This will print a moment relative to now, with the full time and its zone behind it."""
    if when is None:
        return format_html('<span class="soft">{}</span>', empty)
    here = timezone.localtime(when)
    full = f"{here:%A} {written_date(here.date())}, {here:%H:%M:%S} {here:%Z}"
    words = relative(when=when, now=timezone.now())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', here.isoformat(), full, f"{words} {here:%Z}" if zone else words
    )


@register.simple_tag
def day(on: date | None, *, empty: str = "\N{EN DASH}") -> SafeString:
    """This will print the date of a document, which has no time and no zone."""
    if on is None:
        return format_html('<span class="soft">{}</span>', empty)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), written_date(on))


# -- addresses: filters, order and place live in the query ------------------------------------------


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return QueryDict(mutable=True)
    query = request.GET.copy()
    for name in PLACE_IN_LIST:
        query.pop(name, None)
    return query


@register.simple_tag(takes_context=True)
def th(context: Context, label: str, *, sort: str = "", num: bool = False, default: str = "") -> SafeString:
    """This will print a table head; with `sort`, a link that orders by that field and keeps the filters.

    `default` is the order of a list whose address names none, such as "-due".
    """
    kind = mark_safe(' class="num"') if num else ""  # noqa: S308 (a constant)
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', kind, label)
    query = _query(context)
    current = query.get("sort", default)
    query["sort"] = f"-{sort}" if current == sort else sort
    state = {sort: "ascending", f"-{sort}": "descending"}.get(current, "")
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        kind,
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        label,
        icon("arrow-down" if state == "descending" else "arrow-up"),
    )


@register.simple_tag(takes_context=True)
def chip(context: Context, label: str, *, field: str, value: str = "", count: int | None = None) -> SafeString:
    """This will print a filter as a link; it is current when the address says so (an empty value: says nothing)."""
    query = _query(context)
    current = query.get(field, "") == value
    query.pop(field, None)
    if value:
        query[field] = value
    return format_html(
        '<a class="chip" href="?{}"{}>{}{}</a>',
        query.urlencode(),
        mark_safe(' aria-current="true"') if current else "",  # noqa: S308 (a constant)
        label,
        format_html(" <span>{}</span>", f"{count:,}") if count is not None else "",
    )


@register.simple_tag(takes_context=True)
def keep(context: Context, *except_for: str) -> SafeString:
    """This will print what the address says already as hidden fields, so that a GET form adds to it."""
    query = _query(context)
    kept = [(name, value) for name in query if name not in except_for for value in query.getlist(name)]
    return mark_safe(  # noqa: S308 (joined from escaped parts)
        "".join(format_html('<input type="hidden" name="{}" value="{}">', name, value) for name, value in kept)
    )


# -- blocks ----------------------------------------------------------------------------------------


@register.simple_block_tag
def callout(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """This will frame a remark: why it is shown comes first, what to do comes second."""
    return format_html(
        '<div class="callout {}">{}<div>{}{}</div></div>',
        tone,
        tone_icon(tone),
        format_html("<h3>{}</h3>", title) if title else "",
        content,
    )


@register.simple_block_tag
def menu(content: str, *, id: str, label: str, icon: str = "ellipsis", words: bool = False) -> SafeString:  # noqa: A002
    """This will hang a menu under a button; with `words` the label is seen and not only heard."""
    return format_html(
        '<button class="button {}" type="button" popovertarget="{}"{}>{}{}</button>'
        '<div class="menu-panel" id="{}" popover>{}</div>',
        "" if words else "quiet small icon-only",
        id,
        "" if words else format_html(' aria-label="{}"', label),
        label if words else globals()["icon"](icon),
        globals()["icon"]("chevron-down") if words else "",
        id,
        content,
    )


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str) -> SafeString:  # noqa: A002
    """This will frame a question that an <a href="the same as a page" data-dialog="id"> opens."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title">'
        '<header><h2 id="{}-title">{}</h2></header>{}</dialog>',
        id,
        id,
        id,
        title,
        content,
    )


# -- small pictures --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """This will be one bar of a chart: what went well, what did not, and where a click leads."""

    label: str
    good: int
    wrong: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    bar: Bar
    x: float
    middle: float
    good_y: float
    good_height: float
    wrong_y: float
    wrong_height: float
    last: bool


CHART_WIDTH, CHART_HEIGHT, CHART_FOOT = 420.0, 104.0, 16.0


def drawn(bars: Sequence[Bar]) -> list[DrawnBar]:
    """This will lay bars out on the grid of the chart, the highest as high as the chart."""
    highest = max((bar.good + bar.wrong for bar in bars), default=0) or 1
    step = CHART_WIDTH / (len(bars) or 1)
    room = CHART_HEIGHT - CHART_FOOT - 4
    rows = []
    for index, bar in enumerate(bars):
        good = round(room * bar.good / highest, 1)
        wrong = max(round(room * bar.wrong / highest, 1), 2.0) if bar.wrong else 0.0
        floor = CHART_HEIGHT - CHART_FOOT
        rows.append(
            DrawnBar(
                bar=bar,
                x=round(index * step + step * 0.2, 1),
                middle=round(index * step + step / 2, 1),
                good_y=round(floor - good, 1),
                good_height=good,
                wrong_y=round(floor - good - wrong - 1, 1),
                wrong_height=wrong,
                last=index == len(bars) - 1,
            )
        )
    return rows


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(
    bars: Sequence[Bar], *, title: str, about: str = "", good: str = "Synced", wrong: str = "Failed"
) -> dict[str, Any]:
    """This will draw bars, with the same figures as a table one click away."""
    step = CHART_WIDTH / (len(bars) or 1)
    return {
        "bars": drawn(bars),
        "step": round(step, 1),
        "bar_width": round(step * 0.6, 1),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "floor": CHART_HEIGHT - CHART_FOOT,
        "text_y": CHART_HEIGHT - 3,
        "title": title,
        "about": about,
        "good": good,
        "wrong": wrong,
    }


@register.simple_tag
def sparkline(values: Iterable[Decimal | float], *, title: str) -> SafeString:
    """This will draw a line as high as the text around it."""
    figures = [float(value) for value in values]
    if len(figures) < 2:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')  # noqa: S308 (a constant)
    low, high = min(figures), max(figures)
    reach = (high - low) or 1.0
    step = 96 / (len(figures) - 1)
    points = [(round(i * step, 1), round(21 - 18 * (figure - low) / reach, 1)) for i, figure in enumerate(figures)]
    line = " ".join(f"{x},{y}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 96 24" role="img" aria-label="{}"><title>{}</title>'
        '<polygon class="under" points="0,24 {} 96,24"/><polyline class="line" points="{}"/>'
        '<circle class="now" cx="{}" cy="{}" r="2.5"/></svg>',
        title,
        title,
        line,
        line,
        *points[-1],
    )


@register.simple_tag
def status_strip(states: Iterable[tuple[str, str]], *, title: str) -> SafeString:
    """This will draw one thin block for each (tone, label), oldest at the left."""
    blocks = list(states)
    step = 400 / (len(blocks) or 1)
    drawn_blocks = (
        format_html(
            '<rect class="{}" x="{}" y="0" width="{}" height="28" rx="2"><title>{}</title></rect>',
            tone,
            round(index * step, 2),
            round(step * 0.8, 2),
            label,
        )
        for index, (tone, label) in enumerate(blocks)
    )
    return format_html(
        '<svg class="strip" viewBox="0 0 400 28" preserveAspectRatio="none" role="img" aria-label="{}">'
        "<title>{}</title>{}</svg>",
        title,
        title,
        mark_safe("".join(drawn_blocks)),  # noqa: S308 (joined from escaped parts)
    )
