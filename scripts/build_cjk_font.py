"""Makes the CJK font of documents from Noto Sans CJK. Run once; the result is vendored.

    build_cjk_font.py NOTO_SANS_CJK_REGULAR_TTC OUT

NOTO_SANS_CJK_REGULAR_TTC  NotoSansCJK-Regular.ttc of Debian's package fonts-noto-cjk 1:20220127+repack1-1
Needs fonttools. Kept: each CJK character of the corpus, level 1 of GB 2312, kana, the Hangul of KS X 1001, and their punctuation.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

SIMPLIFIED_CHINESE = 2  # its number in the collection
FAMILY = "Acquis Noto Sans CJK"  # a name of its own, so that a whole Noto on the machine is not taken for it
CORPUS = Path(__file__).resolve().parent.parent / "src" / "acquis" / "corpus"


def rows(encoding: str, first: int, last: int) -> set[str]:
    """The characters of some rows of a 94 by 94 character set."""
    cells = (bytes([high, low]) for high in range(first, last + 1) for low in range(0xA1, 0xFF))
    return {text for cell in cells if (text := cell.decode(encoding, errors="ignore"))}


def main(source: Path, out: Path) -> None:
    """Writes the subset."""
    kept = {c for file in CORPUS.rglob("*.yaml") for c in file.read_text(encoding="utf-8") if ord(c) >= 0x2E80}
    kept |= rows("gb2312", 0xB0, 0xD7) | rows("euc_kr", 0xB0, 0xC8)
    kept |= {chr(c) for a, b in ((0x3000, 0x3020), (0x3040, 0x3100), (0xFF01, 0xFF5F)) for c in range(a, b)}
    options = subset.Options(font_number=SIMPLIFIED_CHINESE, layout_features=[], hinting=False, desubroutinize=True)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    font = subset.load_font(source, options)
    maker = subset.Subsetter(options)
    maker.populate(text="".join(sorted(kept)))
    maker.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = FAMILY
        elif record.nameID == 6:
            record.string = FAMILY.replace(" ", "")
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    subset.save_font(font, out, options)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
