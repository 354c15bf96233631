"""What holds the look together: contrast, drawings, vendored files, templates a strict browser accepts."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.template import Context, Template, engines
from django.test import RequestFactory

from billing.frame.pictures import Bar, drawn
from billing.frame.states import STATES, look_of
from billing.frame.wording import device, relative, size
from billing.templatetags import ui
from billing.web.design import design

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.parts and "email" not in path.parts]
SPRITE = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


# -- contrast ---------------------------------------------------------------------------------------

TEXT_ON_GROUND = [
    *(
        (text, ground)
        for text in ("ink", "soft")
        for ground in ("ground", "panel", "raised", "sunken", "hover")
    ),
    *((text, "plain-tint") for text in ("ink", "soft")),
    *(
        (tone, ground)
        for tone in ("accent", "bad")
        for ground in ("ground", "panel", "raised", "sunken", "hover")
    ),
    *((tone, f"{tone}-tint") for tone in ("accent", "ok", "warn", "bad", "info")),
    *(("ink", f"{tone}-tint") for tone in ("accent", "ok", "warn", "bad", "info")),
    *((tone, "panel") for tone in ("ok", "warn", "info")),
    ("soft", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bad", "bad"),
]
SHAPE_ON_GROUND = [
    ("edge", "panel"),
    ("edge", "ground"),
    ("edge", "raised"),
    ("accent", "panel"),
    ("accent", "ground"),
]


def token(name: str, *, dark: bool) -> tuple[int, int, int]:
    sheet = (STATIC / "css/tokens.css").read_text()
    pair = re.search(rf"--{name}: light-dark\(#([0-9a-f]{{6}}), #([0-9a-f]{{6}})\)", sheet)
    assert pair, f"--{name} is not a pair of colours"
    value = pair[2 if dark else 1]
    return int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, *, dark: bool) -> float:
    low, high = sorted((luminance(token(one, dark=dark)), luminance(token(other, dark=dark))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_what_it_stands_on(text, ground, dark):
    assert contrast(text, ground, dark=dark) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND)
def test_the_edge_of_a_control_can_be_seen(shape, ground, dark):
    assert contrast(shape, ground, dark=dark) >= 3


# -- files ------------------------------------------------------------------------------------------


def test_vendored_files_are_what_their_authors_published():
    rows = re.findall(
        r"^\| (\S+/\S+) \|.*\| ([0-9a-f]{64}) \|$", (STATIC / "vendor/VENDORED.md").read_text(), re.MULTILINE
    )

    assert {
        name: hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() for name, _ in rows
    } == dict(rows)
    assert {name for name, _ in rows} == {
        str(path.relative_to(STATIC / "vendor"))
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name not in ("LICENSE", "VENDORED.md")
    }


def test_every_drawing_that_is_named_exists():
    sources = [*TEMPLATES, *(ROOT / "billing").rglob("*.py")]
    named = {
        name for path in sources for name in re.findall(r'\bicon(?: |=)"([a-z0-9-]+)"', path.read_text())
    }

    assert named | set(ui.TONES.values()) | {drawing for _, drawing in STATES.values()} <= SPRITE


def test_our_sheets_stay_short():
    assert {
        path.name: n
        for path in (STATIC / "css").glob("*.css")
        if (n := len(path.read_text().splitlines())) > 300
    } == {}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_needs_no_inline_style_handler_or_stranger(path):
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


# -- tags -------------------------------------------------------------------------------------------


def printed(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/list/{query}")
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


def test_an_amount_carries_the_decimals_of_its_currency():
    assert "1,204,998.50" in ui.money(Decimal("1204998.5"), currency="USD")
    assert "1,205 " in ui.money(Decimal(1205), currency="JPY")
    assert "\N{MINUS SIGN}845.000 " in ui.money(Decimal(-845), currency="KWD")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=2), "just now"),
        (timedelta(seconds=40), "40 s ago"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=4), "today 10:02"),
        (timedelta(hours=26), "yesterday 12:02"),
        (timedelta(days=9), "11 November 2026"),
        (-timedelta(minutes=38), "in 38 min"),
        (-timedelta(hours=20), "tomorrow 10:02"),
    ],
)
def test_a_time_is_relative_within_two_days(before, words):
    assert relative(when=NOW - before, now=NOW) == words


def test_a_state_with_a_tail_looks_like_its_state():
    assert look_of("Running 3 of 9") == STATES["Running"]
    assert look_of("Synced with difference") == STATES["Synced with difference"]
    assert look_of("Never heard of") == ("neutral", "circle")


def test_a_badge_escapes_what_it_prints():
    assert "<script>" not in ui.badge("<script>")


def test_a_sorted_column_turns_around_and_keeps_the_filters():
    head = printed('{% th "Due" sort="due" %}', "?state=open&sort=due&after=9")

    assert 'aria-sort="ascending"' in head
    assert 'href="?state=open&amp;sort=-due"' in head


def test_a_chip_is_current_when_the_address_says_so():
    chips = printed(
        '{% chip "Open" field="state" %}{% chip "Mine" field="state" value="mine" count=2 %}',
        "?state=mine&q=x",
    )

    assert '<a class="chip" href="?q=x">Open</a>' in chips
    assert 'href="?q=x&amp;state=mine" aria-current="true">Mine <span>2</span>' in chips


def test_a_filter_form_keeps_what_it_does_not_ask():
    fields = printed('{% keep "q" %}', "?q=x&state=open&state=held&after=3")

    assert fields == (
        '<input type="hidden" name="state" value="open"><input type="hidden" name="state" value="held">'
    )


def test_a_failure_is_seen_however_small_it_is():
    bars = drawn([Bar("1", good=10_000), Bar("2", good=10_000, wrong=1)])

    assert bars[0].wrong_height == 0
    assert bars[1].wrong_height == 2
    assert bars[1].last


def test_no_figures_make_an_empty_chart():
    assert drawn([]) == []
    assert drawn([Bar("1", good=0)])[0].good_height == 0


def test_sizes_and_devices_are_said_in_words():
    assert [size(999), size(1_240_000)] == ["999 bytes", "1.2 MB"]
    assert (
        device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox on Linux"
    )
    assert device("curl/8") == "Unknown program"


# -- the page ---------------------------------------------------------------------------------------


def test_strangers_and_people_find_no_design_page():
    request = RequestFactory().get("/design/")
    request.user = SimpleNamespace(is_staff=False)

    with pytest.raises(Http404):
        design(request)


@pytest.mark.parametrize("code", ["500", "503"])
def test_the_page_of_a_fault_needs_nothing_but_itself(code):
    text = engines["django"].get_template(f"errors/{code}.html").render({"request_id": "a1b2"})

    assert "a1b2" in text
    assert "<h1>" in text
