"""The memo of the LSI test: question, alternatives, facts, what follows, the user's weights, what was not computed, sources."""

from __future__ import annotations

from collections.abc import Iterator

from acquis.cli.lsi_words import beyond, conclusions, covers, ranged
from acquis.compare.lsi import Alternative, Weighing
from acquis.compare.lsi.measures import MOST_PROBES
from acquis.compare.lsi.weights import FORMULA
from acquis.conditions.text import to_text
from acquis.documents import (
    Block,
    Citation,
    Code,
    Document,
    Emphasis,
    Heading,
    Inline,
    Items,
    Listing,
    Notice,
    Paragraph,
    Source,
    Sources,
    Strong,
    Table,
    Text,
)
from acquis.law import NOTICE, Provision

_KOP = Source(
    "kop",
    "Mauritz Kop, The Nexus of Quantum Technology, Intellectual Property, and National Security: An LSI Test for Securing the "
    "Quantum Industrial Commons, arXiv:2602.15051 (2026)",
    "https://arxiv.org/abs/2602.15051",
)
MOST_ITEMS = 40
_CAUGHT = {True: "caught", False: "free", None: "not known"}
_LEVELS = (("conditional", "conditional"), ("licence_required", "licence required"), ("prohibited", "prohibited"))


def memo(found: Weighing) -> Document:
    """The memo of a weighing."""
    plan = found.plan
    blocks = (
        Notice(NOTICE),
        *_in_short(found),
        *_question(found),
        *_alternatives(found),
        *_restricts(found),
        *_covers(found),
        *_research(found),
        *_weights(found),
        *_limits(found),
        *_annex(found),
        Sources(tuple(_sources(found))),
    )
    subtitle = f"The LSI test of a control: {plan.control.name}"
    return Document(plan.title, plan.on, found.corpus.digest[:12], blocks, subtitle)


def _in_short(found: Weighing) -> Iterator[Block]:
    yield Heading("In short")
    yield Items(tuple(conclusions(found)))


def _question(found: Weighing) -> Iterator[Block]:
    plan = found.plan
    yield Heading("The question")
    yield Paragraph(
        (
            "Kop asks of every control whether it is ",
            Emphasis("least trade-restrictive, security-sufficient and innovation-preserving"),
            " ",
            Citation("kop"),
            ". The three words are cited from the abstract of that work. How each is measured here is the choice of this tool, "
            "and stands beside each number.",
        )
    )
    law = f"The law is read as of {plan.on}, as it is {'applied' if plan.layer == 'enforced' else 'codified'}. "
    yield Paragraph(
        (
            f"The control is that of {plan.control.name}. {law}Numbers come from the corpus {found.corpus.digest[:12]} and from "
            f"{len(found.items)} real things of the shipped table. A range means that something is not known: the true number "
            "lies between its ends, both included. An unknown never counts as a no.",
        )
    )
    if plan.risk is not None:
        words: list[Inline] = ["The risk is ", Strong("stated by the author of the alternatives"), ", not by this tool: "]
        words += [Code(to_text(plan.risk.condition))]
        words += [f" ({plan.risk.factor})"] if plan.risk.factor else []
        words += [f". Reason given: {plan.risk.because.rstrip('.')}"]
        words += [" ", Citation("risk")] if plan.risk.source else [". No source was given"]
        yield Paragraph((*words, "."))


def _alternatives(found: Weighing) -> Iterator[Block]:
    yield Heading("The alternatives")
    yield Table(
        "The alternatives, as their author gives them; their conditions stand in the annex",
        ("Name", "What it is", "Reason given", "Provisions changed"),
        tuple((_name(a), a.title, a.because or "-", str(len(a.changes) + len(a.groups))) for a in found.plan.alternatives),
        numbers=frozenset({3}),
        widths=(2, 4, 4, 1.6),
    )


def _restricts(found: Weighing) -> Iterator[Block]:
    plan = found.plan
    yield Heading("L: what each restricts")
    yield _by_alternative(found, "L", "What each alternative restricts")
    yield Paragraph(
        "An item is caught when a provision of the control holds for it. A pair is a real item and one of "
        f"{len(found.countries)} destinations; it is restricted when its outcome is conditional, licence required or "
        "prohibited, by this control or by any other law of the regime. The sale is taken as clean: parties on no list, a civil "
        "end use, nothing told, known or suspected, but for what the file of alternatives says."
    )
    yield from _items(found)
    rows = []
    for k, alternative in enumerate(plan.alternatives):
        counted = found.destinations(k)
        rows.append((_name(alternative), *(_span(*counted[key]) for key, _ in _LEVELS)))
    yield Table(
        "Destinations by the strictest outcome for a real item",
        ("Alternative", *(title for _, title in _LEVELS)),
        tuple(rows),
        numbers=frozenset({1, 2, 3}),
    )
    if plan.partners:
        partners = [found.partners(k) for k in range(len(plan.alternatives))]
        yield Table(
            "Partners: the strictest outcome for a real item",
            ("Partner", *(alternative.id for alternative in plan.alternatives)),
            tuple((code, *(one.get(code, "home").replace("_", " ") for one in partners)) for code in plan.partners),
        )


def _items(found: Weighing) -> Iterator[Block]:
    """The real items that some alternative catches, or may catch."""
    touched = found.items_touched()
    if touched:
        shown = list(touched.items())[:MOST_ITEMS]
        more = f"; {len(touched) - len(shown)} more are not shown" if len(touched) > len(shown) else ""
        yield Table(
            f"Real items that some alternative catches or may catch{more}",
            ("Item", *(alternative.id for alternative in found.plan.alternatives)),
            tuple((name, *(_CAUGHT[truth] for truth in truths)) for name, truths in shown),
        )


def _covers(found: Weighing) -> Iterator[Block]:
    plan = found.plan
    if plan.risk is None:
        return
    yield Heading("S: what each catches of the stated risk")
    yield Table(
        "The whole risk, by proof (Z3; each witness checked by the engine)",
        ("Alternative", "Is all of the risk caught?", "Is more caught than the risk?"),
        tuple((_name(a), covers(m.covers), beyond(m.covers)) for a, m in zip(plan.alternatives, found.measured, strict=True)),
        widths=(2, 4, 4),
    )
    yield _by_alternative(found, "S", "How much of the risk each alternative catches")
    axes = ", ".join(f"{axis.fact} from {axis.low:g} to {axis.high:g}" for axis in plan.control.axes if axis.low and axis.high)
    share = found.measured[0].share
    how = (
        "exactly, by cutting the space at every threshold"
        if share and share[0].exact
        else "by random points, so with a 95 % interval"
    )
    concern = plan.risk.destinations
    where = "every destination" if concern is None else f"{len(concern)} destinations of concern, as stated: {', '.join(concern)}"
    if axes:
        yield Paragraph(
            f"The share is computed {how}, on logarithmic axes: {axes}. What lies beyond them counts only in the proof."
        )
    yield Paragraph(
        "Things within the risk are real ones and, where the space is cut exactly, a thing of each cell of the risk region (at "
        f"most {MOST_PROBES}). Restricted is counted towards {where}. What reaches other countries, and goes on from there, is "
        "not computed."
    )


def _research(found: Weighing) -> Iterator[Block]:
    plan = found.plan
    if not plan.research:
        return
    yield Heading("I: what each costs research")
    yield Items(tuple((Code(f"research.{case.id}"), f": {case.title}") for case in plan.research))
    yield _by_alternative(found, "I", "Countries for which an act of research is restricted")
    yield Paragraph(
        "These acts are stipulated. Each is asked for every country, and counted where its outcome is conditional or stricter. "
        "What the thing is classified under follows from the alternative."
    )


def _weights(found: Weighing) -> Iterator[Block]:
    plan = found.plan
    yield Heading("Your weights")
    if not found.scores:
        yield Paragraph("None were given, so nothing is ranked. Which number matters more is a judgement, and it is yours.")
        return
    yield Table(
        "Weights, as given by the author of the alternatives: a judgement of value, not a fact",
        ("Measure", "Weight"),
        tuple(((Code(name),), f"{weight:g}") for name, weight in plan.weights.items()),
        numbers=frozenset({1}),
    )
    yield Table(
        f"Scores: {FORMULA}",
        ("Alternative", "At least", "At most"),
        tuple((_name(a), f"{s.low:.3f}", f"{s.high:.3f}") for a, s in zip(plan.alternatives, found.scores, strict=True)),
        numbers=frozenset({1, 2}),
    )


def _limits(found: Weighing) -> Iterator[Block]:
    yield Heading("What is fact, what is yours, what was not computed")
    yield Items(
        (
            (
                Strong("Computed"),
                " from the corpus and the shipped tables: every number of the sections L, S and I, and dominance.",
            ),
            (
                Strong("Yours"),
                ": the risk and its countries of concern, the alternatives, the research cases chosen, the weights.",
            ),
            (Strong("Not computed"), ": everything listed here."),
        )
    )
    yield Items(found.not_computed)
    yield Paragraph(
        "That one alternative dominates another says nothing about what was not computed. Whether a control is the least "
        "restrictive one that suffices is a judgement on all of it, which no number here replaces."
    )


def _annex(found: Weighing) -> Iterator[Block]:
    changed = [alternative for alternative in found.plan.alternatives if not alternative.present]
    if changed:
        yield Heading("Annex: the alternatives as conditions")
    for alternative in changed:
        yield Listing("\n".join(_changes(alternative)), f"{alternative.id}: {alternative.title}")


def _changes(alternative: Alternative) -> Iterator[str]:
    for change in alternative.changes:
        unless = "" if change.unless is None else f"\n  unless {to_text(change.unless)}"
        yield f"{change.id}: " + ("taken away" if change.removed else f"when {to_text(change.when)}{unless}")
    for group, members in alternative.groups.items():
        yield f"{group}: {', '.join(members) or 'nobody'}"


def _sources(found: Weighing) -> Iterator[Source]:
    yield _KOP
    risk = found.plan.risk
    if risk is not None and risk.source:
        yield Source("risk", risk.source, risk.url)
    for provision in _provisions(found):
        reference = provision.sources[0] if provision.sources else None
        words = f"{provision.cite}: {provision.title} ({provision.id})"
        yield Source(provision.id, words, reference.url if reference else None, reference.as_of if reference else None)


def _provisions(found: Weighing) -> list[Provision]:
    """The present provisions of the control, and those that some alternative changes."""
    plan = found.plan
    present = found.corpus.on(plan.on, plan.control.regime, plan.layer).provisions
    ids = {change.id for alternative in plan.alternatives for change in alternative.changes}
    ids |= {provision.id for measured in found.measured for provision in measured.rule.provisions}
    return [provision for provision in present if provision.id in ids]


def _by_alternative(found: Weighing, prong: str, caption: str) -> Table:
    """The measures of a prong as rows, the alternatives as columns."""
    chosen = [measure for measure in found.measures if measure.prong == prong]
    names = found.plan.alternatives
    rows: list[tuple[Text, ...]] = []
    for measure in chosen:
        title = (Code(measure.id),) if prong == "I" else (f"{measure.title} (", Code(measure.id), ")")
        rows.append((title, *(ranged(measure, k) for k in range(len(names)))))
    numbers = frozenset(range(1, len(names) + 1))
    return Table(caption, ("Measure", *(a.id for a in names)), tuple(rows), numbers, widths=(3.2, *(1.5 for _ in names)))


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _name(alternative: Alternative) -> Text:
    return (Strong(alternative.id),)
