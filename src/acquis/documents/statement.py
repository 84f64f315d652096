"""The annual safeguards statement, made from evaluations: every sentence cites the records, paragraphs or rules it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from acquis.documents import model as m
from acquis.law import NOTICE, Corpus
from acquis.safeguards.agreements import Standing as AgreementStanding
from acquis.safeguards.conclusions import sources as published
from acquis.safeguards.evaluation import Bearing, Evidence, Finding, Rules, Standing, StateEvaluation, default_rules

RULES, CONCLUSIONS = "rules", "conclusions"

_GROUPS = {
    AgreementStanding.WITH_PROTOCOL: "a comprehensive safeguards agreement and an additional protocol in force",
    AgreementStanding.COMPREHENSIVE: "a comprehensive safeguards agreement in force, but no additional protocol",
    AgreementStanding.SMALL_HOLDER: "a comprehensive safeguards agreement with a small quantities protocol in force",
    AgreementStanding.ITEM_SPECIFIC: "an item-specific safeguards agreement in force",
    AgreementStanding.VOLUNTARY_OFFER: "a voluntary offer agreement in force",
    AgreementStanding.NONE: "no safeguards agreement in force",
}
_QUESTIONS = {
    "diversion_indicated": "whether declared items were diverted",
    "undeclared_indicated": "whether there are items or activities that were not declared",
}


class _Cited:
    """Builds sentences and collects what they cite: filings with the records meant, paragraphs, published texts."""

    def __init__(self, corpus: Corpus, on: dt.date) -> None:
        self.corpus, self.on = corpus, on
        self.filings: dict[str, tuple[str, dict[str, None]]] = {}
        self.others: dict[str, m.Source] = {}

    def sentence(self, text: str, evidence: Iterable[Evidence] = (), others: Iterable[str] = ()) -> tuple[m.Inline, ...]:
        """A sentence with its citations.

        Raises:
            DocumentError: it cites nothing.
        """
        keys: dict[str, None] = {}
        for one in evidence:
            _, records = self.filings.setdefault(one.filing, (one.file, {}))
            if one.record:
                records[one.record] = None
            keys[one.filing] = None
        for key in others:
            self.others.setdefault(key, self._other(key))
            keys[key] = None
        if not keys:
            raise m.DocumentError(f"the sentence {text!r} rests on no record", way_out="name the records it comes from")
        return (f"{text[:1].upper()}{text[1:]} ", *[m.Citation(key) for key in keys], " ")

    def _other(self, key: str) -> m.Source:
        if key in published():
            source = published()[key]
            return m.Source(key, source.text, source.url, source.as_of)
        if key == RULES:
            return m.Source(key, "Acquis, acquis/safeguards/data/evaluation.yaml: alarm probability and patience (judgement)")
        if key == CONCLUSIONS:
            return m.Source(key, "Acquis, acquis/safeguards/data/conclusions.yaml: which conclusion which agreement allows")
        provision = next(v for v in self.corpus.versions(key) if self.on in v.in_force)
        return m.Source(key, f"{provision.cite}: {provision.title}", provision.sources[0].url, provision.sources[0].as_of)

    def sources(self) -> m.Sources:
        """Everything cited: first the records, then the texts."""
        entries = []
        for key, (file, records) in self.filings.items():
            of = f", records {', '.join(records)}" if records else ""
            entries.append(m.Source(key, f"{key}{f' ({file})' if file else ''}{of}"))
        return m.Sources((*entries, *self.others.values()), title="Records and texts")


def annual_statement(
    evaluations: Mapping[str, StateEvaluation], corpus: Corpus, rules: Rules | None = None
) -> m.Document:  # fmt: skip
    """The statement on States that were evaluated together.

    Raises:
        DocumentError: no State was evaluated.
    """
    if not evaluations:
        raise m.DocumentError("a statement needs at least one State")
    rules = rules or default_rules()
    told = list(evaluations.values())
    year, on = told[0].end.year, told[0].on
    cited = _Cited(corpus, on)
    blocks: list[m.Block] = [
        m.Notice(NOTICE),
        *([m.Notice("States with codes XA to XZ are fictional.")] if any(e.party.code[0] == "X" for e in told) else []),
        m.Heading("Findings and conclusions"),
        *_conclusions(told, year, cited),
        m.Heading("What the findings are"),
        *_findings(told, cited),
        m.Heading("What was verified"),
        *_verified(told, cited, rules),
        m.Heading("How this was concluded"),
        m.Paragraph(
            (
                *cited.sentence(
                    "A conclusion is drawn only where its condition is certainly true: an open question or a missing report "
                    "keeps it back.",
                    others=(CONCLUSIONS,),
                ),
                *cited.sentence(
                    "The wording follows the published statements on nuclear material; that the same conclusions are drawn for "
                    "quantum and AI items is a judgement.",
                    others=("statement-2020", "report-2019", "report-2024"),
                ),
                *cited.sentence(
                    f"What was filed or recorded after {on} does not count.", (_party(e) for e in told)
                ),
            )
        ),
        cited.sources(),
    ]  # fmt: skip
    return m.Document(
        f"Safeguards statement for {year}", on, corpus.digest[:12], tuple(blocks), subtitle=f"{len(told)} States evaluated"
    )


def _party(evaluation: StateEvaluation) -> Evidence:
    code = evaluation.party.code
    return Evidence(f"{code} party.yaml", "", f"{code}/party.yaml")


def _conclusions(told: Sequence[StateEvaluation], year: int, cited: _Cited) -> Iterator[m.Block]:
    applied = [e for e in told if e.party.agreement.holds(e.end)]
    yield m.Paragraph(
        cited.sentence(
            f"In {year}, safeguards were applied for {len(applied)} State{'s' if len(applied) != 1 else ''} with safeguards "
            "agreements in force.",
            (_party(e) for e in told),
        )
    )
    for standing, words in _GROUPS.items():
        group = [e for e in told if e.party.agreement.standing(e.end) is standing]
        if not group:
            continue
        names = ", ".join(e.party.name for e in group)
        count = f"{len(group)} State{'s' if len(group) != 1 else ''} had {words}: {names}."
        yield m.Paragraph(cited.sentence(count, (_party(e) for e in group)))
        yield m.Items(tuple(tuple(_conclusion(e, cited)) for e in group))


def _conclusion(evaluation: StateEvaluation, cited: _Cited) -> Iterator[m.Inline]:
    name, rule = evaluation.party.name, evaluation.conclusion.rule
    verified = [one for area in evaluation.verified for one in area.inspections] or [_party(evaluation)]
    balances = [one for balance in evaluation.balances for one in balance.evidence[:2]]
    if evaluation.diversion is False:
        text = f"For {name} no indication of the diversion of declared items was found."
        yield from cited.sentence(text, [*verified, *balances])
    elif evaluation.diversion:
        found = [f for f in evaluation.indications if f.bearing is Bearing.DIVERSION]
        text = f"For {name} there is an indication of the diversion of declared items, which is no proof: {_ids(found)}."
        yield from cited.sentence(text, _evidence(found))
    if evaluation.undeclared is False:
        text = "No indication of undeclared items or activities was found."
        yield from cited.sentence(text, evaluation.accesses)
    elif evaluation.undeclared:
        found = [f for f in evaluation.indications if f.bearing is Bearing.UNDECLARED]
        yield from cited.sentence(f"There is an indication of undeclared items: {_ids(found)}.", _evidence(found))
    if rule is not None:
        text = f"On this basis it is concluded that, for {name}, {rule.says}."
        yield from cited.sentence(text, others=(CONCLUSIONS, rule.source))
        return
    unknown = [_QUESTIONS[fact] for fact in evaluation.conclusion.missing if fact in _QUESTIONS]
    if unknown:
        open_ = [f for f in evaluation.questions if f.bearing is Bearing.DIVERSION]
        text = f"For {name} it is not known {unknown[0]}: {_ids(open_) or 'nothing is on record'}."
        yield from cited.sentence(text, _evidence(open_) or [_party(evaluation)])
    yield from cited.sentence(f"No conclusion is drawn for {name}.", others=(CONCLUSIONS,))


def _ids(findings: Iterable[Finding]) -> str:
    return "; ".join(finding.says for finding in findings)


def _evidence(findings: Iterable[Finding]) -> list[Evidence]:
    return list(dict.fromkeys(one for finding in findings for one in finding.evidence))


def _findings(told: Sequence[StateEvaluation], cited: _Cited) -> Iterator[m.Block]:
    for evaluation in told:
        if not evaluation.findings:
            continue
        yield m.Heading(evaluation.party.name, 2)
        yield m.Items(tuple(_finding(evaluation, finding, cited) for finding in evaluation.findings))


_STANDING = {Standing.RESOLVED: "Settled", Standing.OPEN: "Open", Standing.INDICATION: "Indication"}


def _finding(evaluation: StateEvaluation, finding: Finding, cited: _Cited) -> tuple[m.Inline, ...]:
    evidence = finding.evidence or (() if finding.provision else (_party(evaluation),))
    others = [finding.provision] if finding.provision else []
    said = cited.sentence(f"{finding.says}.", evidence, others)
    asked = cited.sentence(f"Asked: {finding.asks}.", evidence, others) if finding.asks else ()
    return (m.Strong(f"{_STANDING[finding.standing]}:"), " ", *said, *asked)


def _verified(told: Sequence[StateEvaluation], cited: _Cited, rules: Rules) -> Iterator[m.Block]:
    counted = [
        (e.party.code, v.area, str(v.on_book), str(v.checked), cited.sentence("", v.inspections)[1:] if v.inspections else "none")
        for e in told
        for v in e.verified
    ]  # fmt: skip
    yield m.Table(
        "Counted items: on the book at the end of the year, and looked for by the inspectors",
        ("State", "area", "on the book", "looked for", "records"),
        tuple(counted),
        numbers=frozenset({2, 3}),
    )
    balances = [(e.party.code, b) for e in told for b in e.balances]
    if balances:
        rows = tuple(
            (
                code, b.area, b.kind.replace("_", " "), f"{float(b.muf):.4g} {b.kind.unit}", f"{b.sigma:.4g}", f"{b.score:.2f}",
                cited.sentence("balance", b.evidence)[1:],
            )
            for code, b in balances
        )  # fmt: skip
        yield m.Table(
            "Measured kinds: material unaccounted for (MUF) in the year",
            ("State", "area", "kind", "MUF", "standard deviation", "score", "records"),
            rows,
            numbers=frozenset({3, 4, 5}),
        )
    rate = rules.alarm_rate(len(balances))
    yield m.Paragraph(
        cited.sentence(
            f"A balance alarms above {rules.limit:.2f} standard deviations, with probability {rules.alarm_probability:g} "
            f"where nothing is missing; for the {len(balances)} balances of the year together it is {rate:.2g}.",
            others=(RULES,),
        )
    )
