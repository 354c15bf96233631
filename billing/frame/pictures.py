"""Small pictures of figures: laid out here, drawn as SVG in the colours of the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what went well, what did not, and where a click leads."""

    label: str
    good: int
    wrong: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    bar: Bar
    x: float
    good_y: float
    good_height: float
    wrong_y: float
    wrong_height: float
    last: bool


CHART_WIDTH, CHART_HEIGHT = 420.0, 104.0


def drawn(bars: Sequence[Bar]) -> list[DrawnBar]:
    """Lay bars out on the grid of the chart, the highest as high as the chart."""
    highest = max((bar.good + bar.wrong for bar in bars), default=0) or 1
    step = CHART_WIDTH / (len(bars) or 1)
    room = CHART_HEIGHT - 4
    rows = []
    for index, bar in enumerate(bars):
        good = round(room * bar.good / highest, 1)
        wrong = max(round(room * bar.wrong / highest, 1), 2.0) if bar.wrong else 0.0
        floor = CHART_HEIGHT
        rows.append(
            DrawnBar(
                bar=bar,
                x=round(index * step + step * 0.2, 1),
                good_y=round(floor - good, 1),
                good_height=good,
                wrong_y=round(floor - good - wrong - 1, 1),
                wrong_height=wrong,
                last=index == len(bars) - 1,
            )
        )
    return rows


def bar_chart(
    bars: Sequence[Bar], *, title: str, about: str = "", good: str = "Synced", wrong: str = "Failed"
) -> dict[str, Any]:
    """Draw bars, with the same figures as a table one click away."""
    step = CHART_WIDTH / (len(bars) or 1)
    return {
        "bars": drawn(bars),
        "step": round(step, 1),
        "bar_width": round(step * 0.6, 1),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "title": title,
        "about": about,
        "good": good,
        "wrong": wrong,
    }


def sparkline(values: Iterable[Decimal | float], *, title: str) -> SafeString:
    """Draw a line as high as the text around it."""
    figures = [float(value) for value in values]
    if len(figures) < 2:
        return mark_safe('<span class="soft">\N{EN DASH}</span>')
    low, high = min(figures), max(figures)
    reach = (high - low) or 1.0
    step = 96 / (len(figures) - 1)
    points = [
        (round(i * step, 1), round(21 - 18 * (figure - low) / reach, 1)) for i, figure in enumerate(figures)
    ]
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


def status_strip(states: Iterable[tuple[str, str]], *, title: str) -> SafeString:
    """Draw one thin block for each (tone, label), oldest at the left."""
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
