"""What the stand-in's own pages are made of: one style, light and dark, no script."""

from collections.abc import Iterable, Sequence
from html import escape

from aiohttp import web

STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d9dee6;--ground:#f4f6f8;--sheet:#fff;
--strong:#17713f;--on:#fff;--bad:#b3261e;--mark:#e8f4ec}
@media(prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a3aebb;--line:#333c48;--ground:#12161b;--sheet:#1b2129;
--strong:#4fc383;--on:#08130c;--bad:#ff8a80;--mark:#1d2f26}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{background:var(--sheet);border-bottom:1px solid var(--line)}
header>div,main{max-width:72rem;margin:0 auto;padding:.75rem 1rem}
header .row{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
header strong{font-size:1.1rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem .25rem;margin-top:.4rem}
nav a{padding:.35rem .6rem;border-radius:.4rem;text-decoration:none;color:inherit}
nav a[aria-current]{background:var(--mark);font-weight:600}
a{color:var(--strong)}
h1{font-size:1.5rem;margin:.5rem 0 .75rem}h2{font-size:1.1rem;margin:0 0 .5rem}
p{margin:.4rem 0 .8rem}.soft{color:var(--soft)}.bad{color:var(--bad)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
.scroll{overflow-x:auto}.sheet.scroll{padding:0}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.5rem .8rem;border-bottom:1px solid var(--line);vertical-align:top}
thead th{font-size:.85rem;color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{font-weight:600}tbody tr:last-child>*{border-bottom:0}
.num{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
td{overflow-wrap:break-word}td.keep,td time{white-space:nowrap}
form.fields{display:grid;gap:.7rem;max-width:28rem}
label{display:block;font-weight:600;margin-bottom:.2rem}
label.choice{font-weight:400;display:flex;gap:.6rem;padding:.6rem;border:1px solid var(--line);
border-radius:.4rem;margin-bottom:.4rem}
input:not([type=radio]),select{width:100%;font:inherit;padding:.5rem .6rem;color:inherit;
background:var(--ground);border:1px solid var(--soft);border-radius:.4rem}
button{font:inherit;font-weight:600;padding:.55rem 1rem;border-radius:.4rem;border:1px solid var(--strong);
background:var(--strong);color:var(--on);cursor:pointer;min-height:2.75rem}
button.plain{background:transparent;color:inherit;border-color:var(--soft)}
button.bad{background:transparent;color:var(--bad);border-color:var(--bad)}
.buttons{display:flex;flex-wrap:wrap;gap:.6rem}
.note{border-inline-start:.3rem solid var(--strong);
background:var(--mark);padding:.6rem .8rem;margin:0 0 1rem}
.note.bad{border-color:var(--bad)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:.85rem/1.5 ui-monospace,monospace}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.consent{max-width:30rem;margin:4vh auto}
:focus-visible{outline:3px solid var(--strong);outline-offset:2px}
@media(max-width:40rem){table.folds thead{position:absolute;clip-path:inset(50%)}
table.folds tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
table.folds tr>*{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem .8rem;
text-align:end}
table.folds tbody tr>[data-label]::before{content:attr(data-label);color:var(--soft);font-weight:400;
text-align:start;white-space:nowrap}
table.folds tr>*>span{overflow-wrap:anywhere}table.folds tr>*:has(>span:empty){display:none}}
"""


def document(title: str, body: str, *, status: int = 200) -> web.Response:
    """Return a page; `body` is HTML already."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Cache-Control": "no-cache, no-store",
    }
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def hidden(**values: str) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
    )


def field(label: str, name: str, value: str = "", *, kind: str = "text", required: bool = False) -> str:
    wanted = " required" if required else ""
    step = ' step="0.01" min="0"' if kind == "number" else ""
    return (
        f'<div><label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}"{step} value="{escape(value)}"{wanted}></div>'
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return a table whose cells are HTML already; the first of a row is its heading."""
    head = "".join(
        f"<th{_class(position, numbers)} scope=col>{escape(text)}</th>" for position, text in enumerate(heads)
    )
    body = "".join(f"<tr>{_cells(heads, row, numbers)}</tr>" for row in rows)
    if not body:
        return '<p class="sheet soft">Nothing here yet.</p>'
    return (
        '<div class="sheet scroll"><table class="folds">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(heads: Sequence[str], row: Sequence[str], numbers: Sequence[int]) -> str:
    cells = []
    for position, (head, cell) in enumerate(zip(heads, row, strict=True)):
        tag, scope = ("th", " scope=row") if position == 0 else ("td", "")
        label = f' data-label="{escape(head)}"'
        cells.append(f"<{tag}{_class(position, numbers)}{scope}{label}><span>{cell}</span></{tag}>")
    return "".join(cells)


def _class(position: int, numbers: Sequence[int]) -> str:
    return ' class="num"' if position in numbers else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of facts; the second of each pair is HTML already, and one without is left out."""
    return (
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in pairs if text) + "</dl>"
    )


def from_elsewhere(request: web.Request) -> bool:
    """Tell whether a page of another site sent this form."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin.partition("://")[2] != request.host
