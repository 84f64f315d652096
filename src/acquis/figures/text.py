"""How wide a text will be, and where to break it: charts cannot ask the renderer."""

from __future__ import annotations

import unicodedata

_WIDTHS = {
    222: "'ijl",
    278: " !,./:;I[\\]ft|·",
    333: "()-`r",
    389: "*",
    500: "Jcksvxyz",
    584: "+<=>~≤≥×−",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—",
    1015: "@",
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}
_USUAL = 556
_BOLD = 1.07


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of `text` in Liberation Sans, Arial or Helvetica of `size` pixels; they have one metric."""
    total = sum(_character(character) for character in text)
    return total * size / 1000 * (_BOLD if bold else 1)


def _character(character: str) -> int:
    if character in _WIDTH:
        return _WIDTH[character]
    if unicodedata.east_asian_width(character) in "WF":
        return 1000
    if unicodedata.combining(character):
        return 0
    return _USUAL if character.isascii() else 620  # a little more, to be on the safe side


def wrap(text: str, width: float, size: float) -> list[str]:
    """`text` in lines of at most `width` pixels, broken between words; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
