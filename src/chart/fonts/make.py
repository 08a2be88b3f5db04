#!/usr/bin/env python3
"""Make the embedded fonts from two npm packages (needs fonttools and brotli; the result is committed).

    npm pack @expo-google-fonts/be-vietnam-pro@0.4.1 @fontsource/inter@5.3.0
    python3 make.py FOLDER-WITH-THE-TWO-ARCHIVES

Be Vietnam Pro is cut to Latin, Vietnamese and the signs of a report. Inter is cut to digits and the
letters beside them, and its tabular digits take the place of the proportional ones, because neither
an SVG nor our PNG renderer can be asked for `tnum`; so it gets a name of its own, “Inter Tabular”.
The package's Latin part has no ≤ and ≥; the two signs come from Be Vietnam Pro.
"""
import io
import sys
import tarfile
from pathlib import Path

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x300, 0x30A),
         0x323, 0x326, *range(0x1EA0, 0x1EFA)]
SIGNS = [*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x2030, 0x20AB,
         0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
BOUNDS = [0x2264, 0x2265]
FIGURES = [*map(ord, " 0123456789.,:;%‰()[]+-–—−±=<>/·×n"), 0xA0, *BOUNDS]


def take(archive: Path, member: str) -> TTFont:
    with tarfile.open(archive) as tar:
        return TTFont(io.BytesIO(tar.extractfile(f"package/{member}").read()), recalcTimestamp=False)


def cut(font: TTFont, characters: list[int], features: list[str]) -> TTFont:
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["STAT", "gasp", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = None
    return font


def make_digits_tabular(font: TTFont) -> None:
    table = font["GSUB"].table
    lookups = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "tnum" for i in f.Feature.LookupListIndex}
    swap = {}
    for number in lookups:
        for sub in table.LookupList.Lookup[number].SubTable:
            swap.update(getattr(sub, "ExtSubTable", sub).mapping)
    for cmap in font["cmap"].tables:
        for code, glyph in cmap.cmap.items():
            cmap.cmap[code] = swap.get(glyph, glyph)


def lend(lender: TTFont, borrower: TTFont, characters: list[int]) -> None:
    """Copies glyphs, scaled to the borrower's units."""
    scale = borrower["head"].unitsPerEm / lender["head"].unitsPerEm
    glyphs = lender.getGlyphSet()
    order = borrower.getGlyphOrder()
    for code in characters:
        own = f"uni{code:04X}"
        pen = TTGlyphPen(None)
        glyphs[lender.getBestCmap()[code]].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        order = [*order, own]
        borrower.setGlyphOrder(order)
        borrower["glyf"].glyphs[own] = pen.glyph()
        borrower["glyf"].glyphOrder = order
        borrower["hmtx"].metrics[own] = (round(lender["hmtx"][lender.getBestCmap()[code]][0] * scale), 0)
        borrower["glyf"][own].recalcBounds(borrower["glyf"])
        borrower["hmtx"].metrics[own] = (borrower["hmtx"].metrics[own][0], borrower["glyf"][own].xMin)
        for cmap in borrower["cmap"].tables:
            if cmap.isUnicode():
                cmap.cmap[code] = own


def rename(font: TTFont, family: str, style: str) -> None:
    for number, text in {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}",
                         6: f"{family.replace(' ', '')}-{style}", 16: family, 17: style}.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def main(folder: Path) -> None:
    here = Path(__file__).parent
    vietnam = folder / "expo-google-fonts-be-vietnam-pro-0.4.1.tgz"
    inter = folder / "fontsource-inter-5.3.0.tgz"
    for style, member in {"Regular": "400Regular/BeVietnamPro_400Regular.ttf",
                          "SemiBold": "600SemiBold/BeVietnamPro_600SemiBold.ttf"}.items():
        font = cut(take(vietnam, member), LATIN + SIGNS, ["kern", "mark", "mkmk", "ccmp", "locl"])
        rename(font, "Be Vietnam Pro", style)
        font.save(here / f"BeVietnamPro-{style}.ttf")
    for style, weight in {"Regular": 400, "SemiBold": 600}.items():
        font = take(inter, f"files/inter-latin-{weight}-normal.woff2")
        make_digits_tabular(font)
        lend(TTFont(here / f"BeVietnamPro-{style}.ttf"), font, BOUNDS)
        font = cut(font, FIGURES, ["kern"])
        rename(font, "Inter Tabular", style)
        font.save(here / f"InterTabular-{style}.ttf")


main(Path(sys.argv[1]))
