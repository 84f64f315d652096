"""A name as it is compared: in Latin letters, small, without punctuation and without its legal form.

Normalisation, legal forms and transliteration are those of rigour (Cyrillic, Greek, Armenian, Georgian, Hangul by its own
tables; Han as pinyin and Arabic by ICU). What this adds: Han characters and words are transliterated once and remembered, and
legal forms of scripts without spaces are taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from acquis.errors import MissingExtra

_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
LONGEST = 1000
"""Characters of a name that are compared; a longer one is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Form:
    """A name for comparison.

    `tokens`: its words without legal forms; `words`: all of them; `legal`: its legal forms, generalised; `script`: what was
    transliterated, or "".
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    legal: frozenset[str]
    script: str

    @property
    def plain(self) -> str:
        """The words in their order."""
        return " ".join(self.tokens)

    @property
    def sorted(self) -> str:
        """The words in alphabetical order, so that their order does not matter."""
        return " ".join(sorted(self.tokens))

    @property
    def joined(self) -> str:
        """The words without spaces, so that it does not matter how syllables are put together."""
        return "".join(self.tokens)


@lru_cache(maxsize=200_000)
def form(text: str) -> Form:
    """The form of a name; no words where nothing is left.

    Raises:
        MissingExtra: rigour is not installed.
    """
    try:
        from rigour.names import extract_org_types, normalize_name, remove_org_types
    except ImportError:
        raise MissingExtra("rigour", "parties") from None
    normal = normalize_name(text[:LONGEST]) or ""
    legal = frozenset(generic for _, generic in extract_org_types(normal, generic=True))
    bare = remove_org_types(normal) if legal else normal
    if not bare.isascii():
        bare, more = _without_form(bare, legal)
        legal |= more
    tokens = [word for token in bare.split() for word in _latin(token).split()]
    all_words = [word for token in normal.split() for word in _latin(token).split()]
    tokens, spoken = _without_spoken(tokens)
    if not tokens:  # a name that is nothing but a legal form is its name
        tokens = all_words
    script = "" if normal.isascii() else "Han" if _HAN.search(normal) else "other"
    return Form(tuple(tokens), tuple(all_words), legal | spoken, script)


def variants(text: str) -> list[tuple[str, bool]]:
    """The ways in which a listed name may be written, each with whether it is a weak one: what stands in brackets may be left
    out, and may be an abbreviation of the name."""
    found = {text: False}
    inner = [part.strip() for part in _BRACKETS.findall(text)]
    outer = " ".join(_BRACKETS.sub(" ", text).split())
    if inner and outer:
        found.setdefault(outer, False)
        for part in inner:
            if len(part) >= 3:
                found.setdefault(part, True)
    return list(found.items())


def _latin(token: str) -> str:
    if token.isascii():
        return token
    if _HAN.search(token):
        return " ".join("".join(f" {_character(c)} " if _HAN.match(c) else _word(c) for c in token).split())
    return _word(token)


@lru_cache(maxsize=100_000)
def _word(token: str) -> str:
    """A word of another script; only letters and digits are kept."""
    if token.isascii():
        return token
    from rigour.text.translit import ascii_text

    return " ".join("".join(c if c.isalnum() else " " if c.isspace() else "" for c in ascii_text(token).casefold()).split())


@lru_cache(maxsize=100_000)
def _character(character: str) -> str:
    return _word(character) if not character.isascii() else character


@cache
def _forms() -> dict[str, list[str]]:
    import yaml

    text = resources.files("acquis.screening.parties").joinpath("data", "legal_forms.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return {where: sorted(forms, key=len, reverse=True) for where, forms in data.items()}


def _without_form(text: str, legal: frozenset[str]) -> tuple[str, frozenset[str]]:
    """A name in a script without spaces, without the legal form at its end or beginning."""
    for found in _forms()["ends"]:
        if text.endswith(found) and len(text) > len(found):
            return text.removesuffix(found).strip(), frozenset({found})
    for found in _forms()["starts"]:
        if text.startswith(found) and len(text) > len(found):
            return text.removeprefix(found).strip(), frozenset({found})
    return text, frozenset()


def _without_spoken(tokens: list[str]) -> tuple[list[str], frozenset[str]]:
    """A romanised name without its romanised legal form, however it is put into words."""
    for k in range(max(1, len(tokens) - 5), len(tokens)):
        if (end := "".join(tokens[k:])) in _forms()["spoken"]:
            return tokens[:k], frozenset({end})
    return tokens, frozenset()
