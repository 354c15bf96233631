"""What the templates print with: icons, badges, times, money, table heads, chips and small pictures."""

from __future__ import annotations

from datetime import date, datetime
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

from billing.frame import pictures
from billing.frame.states import TONES, look_of
from billing.frame.wording import device, relative, size, written, written_date
from billing.money import digits

register = template.Library()

# What belongs to one place in a list and means nothing after it is sorted or filtered anew.
PLACE_IN_LIST = ("after", "before", "cursor", "page")


@runtime_checkable
class HasAmount(Protocol):
    """Let {% money %} take a value that carries its own currency."""

    amount: Decimal
    currency: str


# -- leaves ---------------------------------------------------------------------------------------


@register.simple_tag(name="icon")
def drawing(name: str, *, label: str = "") -> SafeString:
    """Print one drawing of the sprite, silent for screen readers unless it is labelled."""
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
    """Print the drawing that stands for a tone."""
    return drawing(TONES.get(tone, "info"))


@register.simple_tag
def badge(text: object, *, tone: str = "", icon: str = "") -> SafeString:
    """Print a state with its word, its drawing and its colour."""
    words = str(text)
    known_tone, known_icon = look_of(words)
    chosen = tone or known_tone
    name = icon or (TONES.get(tone, "circle") if tone else known_icon)
    return format_html('<span class="badge {}">{}<span>{}</span></span>', chosen, drawing(name), words)


@register.filter
def message_tone(message: Message) -> str:
    """Translate a level of the messages framework."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(message.level_tag, "info")


# -- figures ---------------------------------------------------------------------------------------


@register.simple_tag
def money(value: HasAmount | Decimal | int | None, *, currency: str = "", show: bool = True) -> SafeString:
    """Print an amount in tabular figures, with its currency behind it unless show is False."""
    if value is None:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')
    amount = value.amount if isinstance(value, HasAmount) else Decimal(value)
    unit = currency or (str(value.currency) if isinstance(value, HasAmount) else "")
    figure = written(amount, decimals=digits(unit))
    if unit and show:
        return format_html('<span class="money">{} <span class="currency">{}</span></span>', figure, unit)
    return format_html('<span class="money">{}</span>', figure)


@register.simple_tag
def number(value: Decimal | int | None, *, decimals: int = 0) -> SafeString:
    """Print a number with thousands apart."""
    if value is None:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')
    return format_html('<span class="number">{}</span>', written(Decimal(value), decimals=decimals))


@register.simple_tag
def quantity(value: Decimal) -> SafeString:
    """Print how many, without zeros that say nothing."""
    return number(value, decimals=_digits_of(value))


@register.simple_tag
def price(value: Decimal, *, currency: str) -> SafeString:
    """Print a price: at least with the digits of its currency, and with as many more as it has."""
    return number(value, decimals=max(digits(currency), _digits_of(value)))


def _digits_of(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


# -- times -----------------------------------------------------------------------------------------


@register.simple_tag
def ago(when: datetime | None, *, zone: bool = False, empty: str = "\N{EN DASH}") -> SafeString:
    """Print a moment relative to now, with the full time and its zone behind it."""
    if when is None:
        return format_html('<span class="soft">{}</span>', empty)
    here = timezone.localtime(when)
    full = f"{here:%A} {written_date(here.date())}, {here:%H:%M:%S} {here:%Z}"
    words = relative(when=when, now=timezone.now())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        here.isoformat(),
        full,
        f"{words} {here:%Z}" if zone else words,
    )


@register.simple_tag
def day(on: date | None, *, empty: str = "\N{EN DASH}", short: bool = False) -> SafeString:
    """Print the date of a document, which has no time and no zone; short where many stand in a column."""
    if on is None:
        return format_html('<span class="soft">{}</span>', empty)
    words = f"{on.day} {on:%b %Y}" if short else written_date(on)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words)


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
    """Print a table head; with `sort`, a link that orders by that field and keeps the filters.

    `default` is the order of a list whose address names none, such as "-due".
    """
    kind = mark_safe(' class="num"') if num else ""
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
def chip(
    context: Context, label: str, *, field: str, value: str = "", count: int | None = None
) -> SafeString:
    """Print a filter as a link, current when the address says so; an empty value means it says nothing."""
    query = _query(context)
    current = query.get(field, "") == value
    query.pop(field, None)
    if value:
        query[field] = value
    return format_html(
        '<a class="chip" href="?{}"{}>{}{}</a>',
        query.urlencode(),
        mark_safe(' aria-current="true"') if current else "",
        label,
        format_html(" <span>{}</span>", f"{count:,}") if count is not None else "",
    )


@register.simple_tag(takes_context=True)
def keep(context: Context, *except_for: str) -> SafeString:
    """Print what the address says already as hidden fields, so that a GET form adds to it."""
    query = _query(context)
    kept = [(name, value) for name in query if name not in except_for for value in query.getlist(name)]
    return mark_safe(  # noqa: S308 (joined from escaped parts)
        "".join(
            format_html('<input type="hidden" name="{}" value="{}">', name, value) for name, value in kept
        )
    )


# -- blocks ----------------------------------------------------------------------------------------


@register.simple_block_tag
def callout(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """Frame a remark: why it is shown comes first, what to do comes second."""
    return format_html(
        '<div class="callout {}">{}<div>{}{}</div></div>',
        tone,
        tone_icon(tone),
        format_html("<p><strong>{}</strong></p>", title) if title else "",
        content,
    )


@register.simple_block_tag
def menu(content: str, *, id: str, label: str, icon: str = "ellipsis", words: bool = False) -> SafeString:  # noqa: A002
    """Hang a menu under a button; with `words` the label is seen and not only heard."""
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
    """Frame a question that an <a href="the same as a page" data-dialog="id"> opens."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title">'
        '<header><h2 id="{}-title">{}</h2></header>{}</dialog>',
        id,
        id,
        id,
        title,
        content,
    )


register.inclusion_tag("ui/bar_chart.html")(pictures.bar_chart)
register.simple_tag(pictures.sparkline)
register.simple_tag(pictures.status_strip)
register.simple_tag(size)
register.filter(device)
