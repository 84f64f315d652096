"""The corpus twice over: does a row cost more because there is more law, or because more of it applies?

`python -m benchmarks.screening_peers` measures the variants; each is made in memory from the shipped corpus.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from acquis.conditions import nodes as n
from acquis.conditions.rewrite import rewrite
from acquis.law.corpus import Corpus
from acquis.law.model import Period, Provision

Rename = Callable[[str], str]
LONG_AGO = Period(dt.date(1901, 1, 1), dt.date(1901, 12, 31))


@dataclass(frozen=True)
class Doubled:
    """A corpus to measure.

    Attributes:
        key: short name.
        title: as printed.
        corpus: the law.
        regimes: those asked.
        same: what must be as with the shipped corpus: `findings` word for word, or the `outcomes` alone.
    """

    key: str
    title: str
    corpus: Corpus
    regimes: tuple[str, ...]
    same: str


def variants(corpus: Corpus, kinds: Iterable[str]) -> list[Doubled]:
    """The shipped corpus, three that are twice as large and concern no row more, and two in which twice as much applies.

    Args:
        corpus: the shipped law.
        kinds: the kinds of item in the rows.
    """
    asked = tuple(corpus.regimes)
    elsewhere, second = _other_kind(corpus, kinds), _with_second_regimes(corpus)
    return [
        Doubled("shipped", "as shipped", corpus, asked, "findings"),
        Doubled("kinds", f"each provision again, for another kind of item ({elsewhere})",
                _with(corpus, (_for_kind(p, elsewhere) for p in _again(corpus))), asked, "findings"),
        Doubled("days", "each provision again, in force in 1901",
                _with(corpus, (replace(p, in_force=LONG_AGO) for p in _again(corpus))), asked, "findings"),
        Doubled("regimes", "each regime again, not asked", second, asked, "findings"),
        Doubled("provisions", "each provision again, all apply", _with(corpus, _again(corpus)), asked, "outcomes"),
        Doubled("asked", "each regime again, all asked", second, tuple(second.regimes), "findings"),
    ]  # fmt: skip


def copied(regime: str) -> str:
    """The id of the copy of a regime."""
    return f"{regime}2"


def origin(regime: str, shipped: Container[str]) -> str:
    """The id of the regime that a regime is, or is a copy of."""
    return regime if regime in shipped else regime.removesuffix("2")


def _again(corpus: Corpus) -> list[Provision]:
    """Each provision once more in its own regime; the copies refer to each other. A fact is computed once only."""

    def rename(identifier: str) -> str:
        regime, dot, rest = identifier.partition(".")
        return f"{regime}.again{dot}{rest}"

    return [renamed(provision, rename, keep_derivations=False) for provision in corpus.provisions]


def _with_second_regimes(corpus: Corpus) -> Corpus:
    def rename(identifier: str) -> str:
        regime, dot, rest = identifier.partition(".")
        return f"{copied(regime)}{dot}{rest}"

    groups = {
        rename(name): replace(group, id=rename(name))
        for name, group in corpus.groups.items()
        if name.partition(".")[0] in corpus.regimes
    }
    regimes = {copied(name): replace(regime, id=copied(name)) for name, regime in corpus.regimes.items()}
    whole = _with(corpus, (renamed(p, rename, keep_derivations=True, groups=frozenset(groups)) for p in corpus.provisions))
    return replace(whole, regimes={**corpus.regimes, **regimes}, groups={**corpus.groups, **groups})


def renamed(provision: Provision, rename: Rename, *, keep_derivations: bool, groups: frozenset[str] = frozenset()) -> Provision:
    """A provision under another id, with its references to provisions, and to groups that have a copy, renamed alike."""

    def change(node: n.Node) -> n.Node | None:
        match node:
            case n.Holds(identifier):
                return n.Holds(rename(identifier))
            case n.In() | n.Overlaps() if isinstance(node.choices, n.Group) and rename(node.choices.id) in groups:
                return replace(node, choices=n.Group(rename(node.choices.id)))
        return None

    return replace(
        provision,
        id=rename(provision.id),
        when=None if provision.when is None else rewrite(provision.when, change),
        unless=None if provision.unless is None else rewrite(provision.unless, change),
        relieves=tuple(rename(identifier) for identifier in provision.relieves),
        derive={fact: rewrite(node, change) for fact, node in provision.derive.items()} if keep_derivations else {},
    )


def _for_kind(provision: Provision, kind: str) -> Provision:
    """The provision for one kind of item alone. A heading without a condition stays one."""
    if provision.when is None:
        return provision
    only = n.Compare("=", n.Fact("item_kind"), n.Literal(kind))
    return replace(provision, when=n.conjunction([only, provision.when]))


def _other_kind(corpus: Corpus, kinds: Iterable[str]) -> str:
    """A kind of item that no row has."""
    codes: Sequence[str] = corpus.vocabulary["item_kind"].codes or ()
    return next(code for code in codes if code not in set(kinds))


def _with(corpus: Corpus, more: Iterable[Provision]) -> Corpus:
    return replace(corpus, provisions=(*corpus.provisions, *more), digest="", _snapshots={})
