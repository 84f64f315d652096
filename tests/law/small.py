"""A small corpus of an invented regime, written to a folder: one provision of every kind, and facts of every type."""

from __future__ import annotations

import textwrap
from pathlib import Path

FACTS = """\
facts:
  - {name: item_kind, type: code, codes: [machine, part], meaning: What it is., question: 'What is it?', section: Item}
  - {name: act, type: code, codes: [export, import], meaning: What is done., question: 'What is done?', section: Act}
  - {name: destination, type: country, meaning: Where it goes., question: 'Where does it go?', section: Act}
  - {name: power, type: number, unit: W, range: [0, null], meaning: Its power., question: 'How much power?', section: Item}
  - {name: pieces, type: count, range: [0, null], meaning: How many., question: 'How many?', section: Item}
  - {name: load, type: number, range: [0, null], meaning: Power of all., question: 'How much in all?', section: Item}
  - {name: marked, type: bool, meaning: Whether marked., question: 'Is it marked?', section: Item}
  - {name: told, type: bool, meaning: Whether told., question: 'Were you told?', section: Act}
  - {name: pledged, type: bool, meaning: Whether pledged., question: 'Was it pledged?', section: Act}
  - {name: banned, type: bool, meaning: Whether banned., question: 'Is it banned?', section: Act}
  - {name: signed, type: bool, meaning: Whether signed., question: 'Is it signed?', section: Act}
  - {name: sealed, type: bool, meaning: Whether sealed., question: 'Is it sealed?', section: Act}
  - {name: received, type: date, meaning: Day of receipt., question: 'When was it received?', section: Act}
  - {name: pause, type: count, meaning: Days not counted., question: 'How many days do not count?', section: Act}
  - {name: uses, type: codes, codes: [civil, military], meaning: End uses., question: 'What for?', section: Act}
  - {name: transit, type: countries, meaning: On the way., question: 'Through which countries?', section: Act}
  - {name: entry, type: ids, complete: by_regime, meaning: Its entries., question: 'Which entries?', section: Item}
  - {name: classified_under, type: codes, codes: [XX, YY], meaning: Looked through., question: 'Which lists?', section: Item}
  - {name: lists, type: ids, meaning: Party lists., question: 'On which lists?', section: Act}
  - {name: shares, type: numbers, unit: percent, range: [0, 100], meaning: Shares., question: 'Which shares?', section: Act}
  - {name: parts, type: records, meaning: Its parts., question: 'Which parts?', section: Item,
     fields: {mass: {type: number, unit: kg}, spare: {type: bool}}}
"""

REGIME = """\
id: XX
name: Exland
home: AQ
language: en
authority: Office of Examples
as_of: 2026-01-01
topics: [example]
caveats: [An example.]
"""

GROUPS = """\
groups:
  - id: XX.Friends
    title: Friends
    cite: List F
    source: {url: 'https://example.org/f'}
    confidence: high
    versions:
      - {in_force: {to: 2025-12-31}, members: [CA]}
      - {in_force: {from: 2026-01-01}, members: [CA, NO], uncertain: [JP]}
  - id: XX.Unread
    title: A table that was not read
    cite: List U
    source: {url: 'https://example.org/u'}
    confidence: low
    versions:
      - {in_force: {}, uncertain: all}
"""

HEAD = """\
instrument:
  id: XX.L
  title: Law of examples
  cite: LoE

provisions:
"""

LAW = """\
instrument:
  id: XX.L
  title: Law of examples
  cite: LoE

provisions:
  - id: XX.L.1
    cite: LoE 1
    title: Exports
    kind: scope
    in_force: {from: 2020-01-01}
    when: act = 'export'
    source: {url: 'https://example.org/1'}
    confidence: high

  - id: XX.L.2
    cite: LoE 2
    title: Total power
    kind: definition
    in_force: {}
    derive: {load: power * pieces}
    source: {url: 'https://example.org/2'}
    confidence: high

  - id: XX.L.3
    cite: LoE 3
    title: Machines
    kind: entry
    in_force: {}
    source: {url: 'https://example.org/3'}
    confidence: high

  - id: XX.L.3.a
    cite: LoE 3(a)
    title: Strong machines
    kind: entry
    in_force: {from: 2024-01-01, to: 2025-12-31}
    when: >-
      item_kind = 'machine'
      AND power >= 100
    source: {url: 'https://example.org/3'}
    confidence: high

  - id: XX.L.3.a
    cite: LoE 3(a)
    title: Strong machines, as amended
    kind: entry
    in_force: {from: 2026-01-01}
    when: item_kind = 'machine' AND power >= 50
    source: {url: 'https://example.org/3'}
    confidence: high

  - id: XX.L.4
    cite: LoE 4
    title: Licence for listed machines
    kind: requirement
    in_force: {}
    when: holds('XX.L.3') AND NOT destination IN group('XX.Friends')
    unless: pieces <= 1
    source: {url: 'https://example.org/4'}
    confidence: medium

  - id: XX.L.5
    cite: LoE 5
    title: Pledged machines
    kind: authorisation
    in_force: {}
    relieves: [XX.L.4]
    when: pledged
    conditions: [Keep the pledge.]
    source: {url: 'https://example.org/5'}
    confidence: high

  - id: XX.L.6
    cite: LoE 6
    title: Military use
    kind: prohibition
    in_force: {}
    when: banned OR has(uses, 'military')
    source: {url: 'https://example.org/6'}
    confidence: high

  - id: XX.L.7
    cite: LoE 7
    title: Review
    kind: policy
    in_force: {}
    when: told
    effect: case_by_case
    source: {url: 'https://example.org/7'}
    confidence: high

  - id: XX.L.8
    cite: LoE 8
    title: Report
    kind: duty
    in_force: {}
    when: marked
    duty: {who: exporter, what: Report., due: {after: received, days: 30}}
    source: {url: 'https://example.org/8'}
    confidence: high

  - id: XX.L.9
    cite: LoE 9
    title: Good faith
    kind: principle
    in_force: {}
    source: {url: 'https://example.org/9'}
    confidence: high
"""


def write(folder: Path, law: str = LAW, *, facts: str = FACTS, regime: str = REGIME, groups: str = GROUPS) -> Path:
    """Writes a corpus and returns its folder."""
    (folder / "xx").mkdir(parents=True, exist_ok=True)
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    for name, text in (("regime", regime), ("groups", groups), ("law", law)):
        (folder / "xx" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def provision(identifier: str, kind: str, **fields: object) -> str:
    """A provision as YAML: `provision('XX.L.1', 'scope', when='marked')`."""
    given = {"in_force": "{}", "confidence": "high", **fields}
    lines = [f"id: {identifier}", f"cite: {identifier}", f"title: {identifier}", f"kind: {kind}"]
    lines += [f"{name}: {value}" for name, value in given.items()]
    lines += ["source: {url: 'https://example.org/'}"]
    return "  - " + textwrap.indent("\n".join(lines), "    ").lstrip() + "\n"


def law(*provisions: str) -> str:
    """An instrument of provisions."""
    return HEAD + "".join(provisions)
