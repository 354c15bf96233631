"""Cuts the typefaces that PDF files are set in out of the variable one: `python -m devtools.typefaces`.

Cutting takes seconds, so that it is done once and kept, not in each process that writes a PDF.
"""

from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FROM, TO = ROOT / "static" / "vendor" / "inter", ROOT / "billing" / "web" / "books" / "typeface"
WEIGHTS = {"regular": 400, "bold": 650}
PARTS = ("latin", "latin-ext")


def cut(part: str, weight: int) -> bytes:
    """Return one weight of one part of Inter, with its letters and nothing that a PDF makes no use of."""
    font = TTFont(FROM / f"inter-{part}-wght-normal.woff2", recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    options = Options(notdef_outline=True, recommended_glyphs=True, hinting=False, layout_features=[])
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> None:
    """Write the files anew."""
    TO.mkdir(exist_ok=True)
    for part in PARTS:
        for style, weight in WEIGHTS.items():
            (TO / f"{part}-{style}.ttf").write_bytes(cut(part, weight))


if __name__ == "__main__":
    main()
