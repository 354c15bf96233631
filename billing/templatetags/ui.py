"""What the templates print with: icons, badges, times, money, table heads, chips and small pictures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol, runtime_checkable

from django import template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from billing.web import pictures
from billing.web.states import TONES, look_of

register = template.Library()

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


@register.simple_tag(name="icon")
def drawing(name: str, *, label: str = "") -> SafeString:
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
    return drawing(TONES.get(tone, "info"))


@register.simple_tag
def badge(text: object, *, tone: str = "", icon: str = "") -> SafeString:
    """This will print a state with its word, its drawing and its colour."""
    words = str(text)
    known_tone, known_icon = look_of(words)
    chosen = tone or known_tone
    name = icon or (TONES.get(tone, "circle") if tone else known_icon)
    return format_html('<span class="badge {}">{}<span>{}</span></span>', chosen, drawing(name), words)


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
        drawing("arrow-down" if state == "descending" else "arrow-up"),
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
        label if words else drawing(icon),
        drawing("chevron-down") if words else "",
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


@register.filter
def device(user_agent: str) -> str:
    """This will name browser and system of a user agent in words."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome",
                "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "macOS",
               "CrOS": "ChromeOS", "Linux": "Linux"}
    browser = next((word for mark, word in browsers.items() if mark in user_agent), "Unknown program")
    system = next((word for mark, word in systems.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


register.inclusion_tag("ui/bar_chart.html")(pictures.bar_chart)
register.simple_tag(pictures.sparkline)
register.simple_tag(pictures.status_strip)
