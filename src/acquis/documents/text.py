"""Text from data made safe for every renderer: nothing that writes to a screen, turns a line around, or is no character."""

from __future__ import annotations

import re
import unicodedata

_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNS}\u2028\u2029\ufeff\ufff9-\uffff\ud800-\udfff]|[^\u0000-\uffff]")
_BREAKS = re.compile(r"(?<=[._/\-:&?=,])(?=\w)")


def clean(text: str) -> str:
    """`text` with control characters, characters that turn the direction of a line and non-characters written as `\\u202e`."""
    return _UNSAFE.sub(_written_out, text)


def one_line(text: str) -> str:
    """`text` on one line: every run of white space is one blank."""
    return " ".join(clean(text).split())


def pieces(text: str) -> list[str]:
    """A long id or condition cut where a line may be broken: after a point, a stroke, a hyphen."""
    return _BREAKS.split(text)


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    if ord(character) > 0xFFFF and unicodedata.category(character) not in ("Cn", "Co", "Cs"):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
