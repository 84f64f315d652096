"""Writes the generated pages of docs/reference: the command line, the vocabulary, the body of law. `make reference` runs it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from acquis.law import Corpus, Kind, load_corpus
from acquis.law.vocabulary import Definition

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"


def command_line() -> str:
    """Every command with its options, as Typer documents them."""
    words = ["typer", "acquis.cli.app", "utils", "docs", "--name", "acquis", "--title", "The command line"]
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=True).stdout


def vocabulary(corpus: Corpus) -> str:
    """Every fact: type, unit, codes, meaning, question."""
    parts = [
        "# The vocabulary\n",
        "Every fact by name; `acquis facts NAME` adds the legal definitions and the provisions that use it.\n",
    ]
    section = ""
    for definition in corpus.vocabulary.definitions.values():
        if definition.section != section:
            section = definition.section
            parts.append(f"\n## {section}\n")
        parts.append(_fact(definition))
    return "\n".join(parts)


def _fact(definition: Definition) -> str:
    unit = f", {definition.unit}" if definition.unit and definition.unit != "1" else ""
    lines = [f"`{definition.name}` ({definition.kind}{unit}{'' if definition.legal_quantity else ', not a legal quantity'})"]
    asked = f" *{_plain(definition.question)}*" if definition.question else " Computed from other facts."
    lines.append(f":   {_plain(definition.meaning)}{asked}")
    if definition.codes:
        lines.append(f"\n    Codes: {', '.join(f'`{code}`' for code in definition.codes)}")
    return "\n".join(lines) + "\n"


def body_of_law(corpus: Corpus) -> str:
    """What is encoded: by regime and instrument, with dates of reading, confidence and caveats."""
    parts = [
        "# The body of law\n",
        "What is encoded, as it was read. `acquis law list` lists the provisions, `acquis law show` the words.\n",
    ]
    for regime in corpus.regimes.values():
        provisions = [p for p in corpus.provisions if p.regime == regime.id]
        sure = Counter(p.confidence for p in provisions)
        parts.append(f"\n## {regime.name} (`{regime.id}`)\n")
        counts = ", ".join(f"{sure[level]} {level}" for level in ("high", "medium", "low") if sure[level])
        parts.append(f"{regime.authority}. Read as of {regime.as_of}. {len(provisions)} provisions; confidence: {counts}.\n")
        parts += ["| instrument | provisions | of them executable |", "| --- | ---: | ---: |"]
        instruments = dict.fromkeys(p.instrument for p in provisions)
        for identifier in instruments:
            of_it = [p for p in provisions if p.instrument == identifier]
            cite = _plain(corpus.instruments[identifier].title).replace("|", "\\|")
            parts.append(f"| {cite} (`{identifier}`) | {len(of_it)} | {sum(p.executable for p in of_it)} |")
        kinds = Counter(p.kind for p in provisions)
        parts.append(f"\nBy kind: {', '.join(f'{kinds[kind]} {kind}' for kind in Kind if kinds[kind])}.\n")
        parts += [f"- {_plain(caveat)}" for caveat in regime.caveats]
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """One line, with no character that Markdown would read as markup of its own."""
    return " ".join(text.split()).replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def pages() -> Iterable[tuple[Path, Callable[[], str]]]:
    """The generated pages and how each is made."""
    corpus = load_corpus()
    return (
        (REFERENCE / "cli.md", command_line),
        (REFERENCE / "facts.md", lambda: vocabulary(corpus)),
        (REFERENCE / "law.md", lambda: body_of_law(corpus)),
    )


if __name__ == "__main__":
    for path, write in pages():
        path.write_text(write().strip() + "\n", encoding="utf-8")
