"""Writes corpus files in the one layout that a program can keep: comments, order and quotes stay as they are.

A tool that edits a provision reads and writes with `round_trip`; what it did not touch does not change. `make format` runs it.
"""

from __future__ import annotations

import io
from pathlib import Path

from ruamel.yaml import YAML

CORPUS = Path(__file__).resolve().parent.parent / "src" / "acquis" / "corpus"


def round_trip(text: str) -> str:
    """A YAML text read and written again: idempotent, and the same text when it is in the layout already."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096  # lines are broken by people, at the clauses of the law
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(yaml.load(text), out)
    return out.getvalue()


def main() -> None:
    """Rewrite the corpus files that are not in the layout."""
    for path in sorted(CORPUS.rglob("*.yaml")):
        before = path.read_text(encoding="utf-8")
        after = round_trip(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(path.relative_to(CORPUS))


if __name__ == "__main__":
    main()
