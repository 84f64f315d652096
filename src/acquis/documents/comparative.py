"""The comparative report of a topic: who controls what, how the rules stand to each other, how they came about, and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from acquis.compare.history import Step, steps
from acquis.compare.matrix import Matrix, Pair, matrix
from acquis.compare.topics import Side, Topic
from acquis.documents import model as m
from acquis.documents.comparative_limits import gaps, thresholds
from acquis.figures import to_svg
from acquis.figures.topic_matrix import left_out, legend_of, sign_of, topic_matrix_chart
from acquis.law import NOTICE, Corpus, Layer
from acquis.law.model import Provision

_METHOD = (
    "Each side is the union of the provisions that bear on the topic, taken from the corpus in force on the day, with references "
    "inlined and groups resolved. Two sides are compared by an SMT solver over the shared vocabulary, the domain of each fact "
    "as background: 'the same rule' and every containment are proofs, and each difference comes with a witness that the engine "
    "itself has judged. What was not read counts against every conclusion: it is taken as narrow as possible where containment "
    "would gain from it, and as wide as possible where a difference would."
)
_SPACE = (
    "Shares of the parameter space are measured on the logarithm of each axis, between the ends that the topic names; they are "
    "exact, for the rules are cut into cells at their thresholds, unless a value is marked as sampled. They depend on those ends "
    "and say nothing about how many things of each kind exist; the real items do that."
)


def comparative_report(corpus: Corpus, topic: Topic, on: dt.date, layer: Layer = Layer.ENFORCED) -> m.Document:
    """The report on a topic as of a day.

    Raises:
        MissingExtra: the solver or the charts are not installed.
    """
    found = matrix(corpus, topic, on, layer, drop_silent=True)
    sources = _Sources()
    blocks: list[m.Block] = [
        m.Notice(NOTICE),
        m.Paragraph(_summary(found)),
        m.Heading("Who controls what"),
        _sides_table(found, sources),
        *([m.Paragraph(left_out(found))] if found.left_out else []),
        m.Heading("How the rules stand to each other"),
        *_relations(found),
        m.Heading("How they came about"),
        *_history(corpus, found, layer),
        m.Heading("Thresholds and real things"),
        *thresholds(corpus, topic, on, layer),
        m.Heading("Gaps of the texts"),
        *gaps(corpus, topic, on, layer),
        m.Heading("Method and limits"),
        m.Paragraph(_METHOD),
        *([m.Paragraph(f"{_SPACE} The ends here: {_axes(topic)}.")] if any(axis.low for axis in topic.axes) else []),
        m.Paragraph(("Reproduce it with ", m.Code(f"acquis report comparative --topic {topic.id} --on {on}"), ".")),
        m.Sources(tuple(sources.entries.values())),
    ]
    return m.Document(
        f"{topic.title}: the law compared",
        on,
        corpus.digest[:12],
        tuple(blocks),
        subtitle=f"Comparative report on {len(found.sides)} bodies of law",
    )


def _summary(found: Matrix) -> str:
    """What a reader takes away, in sentences made from the decided pairs."""
    having = [side for side in found.sides if not found.rules[side.id].empty and not found.rules[side.id].unread]
    without = [side for side in found.sides if found.rules[side.id].empty]
    unread = [side for side in found.sides if found.rules[side.id].unread]
    told = [f"On {found.on} {_listed(having) or 'no body of law that was read'} {_has(having)} a control of this kind in force."]
    told += [f"{_listed(group)} have one and the same rule, as proved." for group in _groups(found, having) if len(group) > 1]
    if without:
        told.append(f"{_listed(without)} {_has(without)} none.")
    if unread:
        told.append(f"{_listed(unread)} {_has(unread)} law on it that was not read in full.")
    return " ".join(told)


def _has(sides: Sequence[Side]) -> str:
    return "have" if len(sides) > 1 else "has"


def _groups(found: Matrix, sides: Iterable[Side]) -> list[list[Side]]:
    """Sides put together where they are proved equivalent."""
    groups: list[list[Side]] = []
    for side in sides:
        home = next(
            (group for group in groups if str(found.pair(group[0].id, side.id).comparison.relation) == "equivalent"), None
        )
        if home is None:
            groups.append([side])
        else:
            home.append(side)
    return groups


def _sides_table(found: Matrix, sources: _Sources) -> m.Table:
    rows: list[tuple[m.Text, ...]] = []
    for side in found.sides:
        rule = found.rules[side.id]
        cites = tuple(piece for p in rule.provisions for piece in (m.Code(p.id), " ", m.Citation(sources.key(p)), "  "))
        since = min((p.in_force.start for p in rule.provisions if p.in_force.start is not None), default=None)
        confidence = min((p.confidence for p in rule.provisions), key=("low", "medium", "high").index, default="")
        status = (
            "no such control" if rule.empty else ("not read in full: " + "; ".join(rule.unread) if rule.unread else "in force")
        )
        rows.append((side.name, status, str(since or ""), confidence, cites or "none in the corpus"))
    return m.Table(
        "The provisions of each side on the day, the first day of the oldest of them, and how sure the reading is",
        ("side", "status", "since", "confidence", "provisions"),
        tuple(rows),
        widths=(2.0, 2.2, 1.2, 1.4, 4.6),
    )


def _relations(found: Matrix) -> Iterator[m.Block]:
    if not found.pairs:
        yield m.Paragraph("Only one side is known, so there is nothing to compare.")
        return
    chart = topic_matrix_chart(found)
    described = str(chart.to_dict().get("description", found.topic.title))
    yield m.Figure(to_svg(chart), described, f"Relations on {found.on}. Read a row against a column.")
    yield m.Paragraph("; ".join(f"{sign} {text}" for sign, text in legend_of(found)) + ".")
    decided = [pair for pair in found.pairs if not pair.neither and pair.comparison.relation != "not_decided"]
    if decided:
        yield _pairs_table(decided)
    apart = [pair for pair in decided if pair.items is not None and pair.items.differ and not _one_sided(pair)]
    if apart:
        yield _items_table(apart)
    reasons = sorted({f"{p.a.name} and {p.b.name}: {reason}" for p in found.pairs for reason in p.comparison.reasons})
    if reasons:
        yield m.Paragraph("Not decided, and why:")
        yield m.Items(tuple(reasons))


def _one_sided(pair: Pair) -> bool:
    return pair.comparison.a.empty or pair.comparison.b.empty


def _pairs_table(pairs: Iterable[Pair]) -> m.Table:
    rows: list[tuple[m.Text, ...]] = []
    for pair in pairs:
        found = pair.comparison
        witnesses = [
            f"{side.id} only: {direction.witness}"
            for side, direction in ((pair.a, found.a_in_b), (pair.b, found.b_in_a))
            if direction.witness is not None
        ]
        items = "" if pair.items is None else f"{pair.items.agree} / {pair.items.differ} / {pair.items.undecided}"
        rows.append((f"{pair.a.id} {sign_of(pair)} {pair.b.id}", "; ".join(witnesses) or "none", items, _share(pair)))
    return m.Table(
        "Every decided pair: the smallest witness of each difference, real items (alike, apart, open), share of the space alike",
        ("pair", "witness", "items", "space alike"),
        tuple(rows),
        numbers=frozenset({2, 3}),
        widths=(2.2, 5.0, 1.6, 1.4),
    )


def _share(pair: Pair) -> str:
    if pair.space is None:
        return ""
    agree, differ = pair.space.agree, pair.space.differ
    text = f"{agree.value:.1%}" + ("" if agree.exact else " (sampled)")
    return text if agree.value + differ.value > 0.9995 else f"{text}, open {1 - agree.value - differ.value:.1%}"


def _items_table(pairs: Iterable[Pair]) -> m.Table:
    rows: list[tuple[m.Text, ...]] = []
    for pair in pairs:
        items = pair.items
        assert items is not None
        for side, names in ((pair.a, items.a_only), (pair.b, items.b_only)):
            if names:
                other = pair.b if side is pair.a else pair.a
                rows.append((f"{side.id}, not {other.id}", ", ".join(names)))
    return m.Table("Real items on which two sides certainly differ", ("caught by", "items"), tuple(rows), widths=(1.5, 6.0))


def _history(corpus: Corpus, found: Matrix, layer: Layer) -> Iterator[m.Block]:
    rows: list[tuple[m.Text, ...]] = []
    for side in found.sides:
        rows += [(str(step.day), side.name, _moved(step)) for step in steps(corpus, found.topic, side, found.on, layer)]
    if not rows:
        yield m.Paragraph("The corpus shows no change of any side up to the day.")
        return
    rows.sort(key=lambda row: str(row[0]))
    yield m.Table(
        "Days on which a side's rule on the topic changed, by proof; what that moved in the space of the topic",
        ("day", "side", "change"),
        tuple(rows),
        widths=(1.2, 2.2, 5.0),
    )


def _moved(step: Step) -> str:
    if step.undecided:
        return f"whether it changed is open: {'; '.join(step.reasons) or 'not decided'}"
    told = []
    if step.caught is not None:
        told.append(
            f"newly caught, for example {step.caught}" + ("" if step.caught_share is None else f" ({step.caught_share:.1%})")
        )
    if step.freed is not None:
        told.append(f"newly freed, for example {step.freed}" + ("" if step.freed_share is None else f" ({step.freed_share:.1%})"))
    return "; ".join(told)


def _axes(topic: Topic) -> str:
    return ", ".join(f"{axis.fact} {axis.low:g} to {axis.high:g}" for axis in topic.axes if axis.low is not None)


def _listed(sides: Iterable[Side]) -> str:
    found = [side.name for side in sides]
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + f" and {found[-1]}" if found else ""


class _Sources:
    """The sources cited so far, one for each citation and address, numbered by first use."""

    def __init__(self) -> None:
        self.entries: dict[str, m.Source] = {}

    def key(self, provision: Provision) -> str:
        """The key of a provision's source."""
        reference = next(iter(provision.sources), None)
        url = None if reference is None or not reference.url.startswith(("http://", "https://")) else reference.url
        key = f"{provision.cite}|{url}"
        as_of = None if reference is None else reference.as_of
        self.entries.setdefault(key, m.Source(key, f"{provision.cite}. {provision.title}", url, as_of))
        return key
