"""A document with everything in it, for all renderers."""

from __future__ import annotations

import datetime as dt

from acquis.documents import (
    Citation,
    Code,
    Document,
    Emphasis,
    Figure,
    Heading,
    Items,
    Link,
    Listing,
    Notice,
    Paragraph,
    Source,
    Sources,
    Strong,
    Table,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" width="200" height="60">'
    '<rect x="5" y="5" width="120" height="50" fill="#0b4fa0"/><text x="135" y="35" font-size="12">34 qubits</text></svg>'
)
LONG_ID = "US.EAR.774.4A906.a.1.quantum_computers_supporting_34_or_more_qubits.and_a_very_long_name_of_a_provision.b.2.iii"
HOSTILE = (
    '#import "x"; *b* _i_ $x$ <b onclick=1> @ref `raw` = h // c [l](javascript:1) | & "q" \\ ~ https://x.test </style><script>'
)

RULE = Link("the rule", "https://example.org/a_b")
LIST = Source(
    "cn", "Dual-Use Items Export Control List (两用物项出口管制清单)", "https://example.org/list?a=1", dt.date(2026, 6, 12)
)


def everything(text: str = "Exports of quantum computers.") -> Document:
    """A document with every kind of block; `text` stands wherever data may stand."""
    return Document(
        title=f"Test document: {text}",
        subtitle="Two controls compared",
        date=dt.date(2026, 11, 1),
        corpus="0123456789ab",
        authors=("A. Author", "B. Author"),
        blocks=(
            Notice(("Decision support, ", Strong("not legal advice"), ".")),
            Heading("What was asked"),
            Paragraph((text, " See ", Code(LONG_ID), " ", Citation("cn"), ", ", Emphasis("and"), " ", RULE, ".")),
            Items(("first", (Code("a.b"), " second"))),
            Items(("one", "two"), numbered=True),
            Heading("Numbers", 2),
            Table(
                "Caught items",
                ("Alternative", "Provision", "Items"),
                (("Present law", (Code(LONG_ID),), "12"), (text, "Lists (两用物项出口管制清单, 대외무역법)", "3")),
                numbers=frozenset({2}),
                widths=(2, 4, 1),
            ),
            Figure(SVG, f"A bar that ends at 34 qubits. {text}", f"The ladder. {text}"),
            Listing("physical_qubits >= 34\n  AND cnot_error <= 1e-4", "The condition"),
            Sources((LIST, Source("x", text))),
        ),
    )  # fmt: skip
