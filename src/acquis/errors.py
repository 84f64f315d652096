"""The one base class of all errors that a user may see.

An error names the place (file, line, column, field) and the way out, so that a lawyer can mend a YAML file without
reading Python.
"""

from __future__ import annotations

from pathlib import Path

_LONGEST = 300


def printable(text: object, longest: int = _LONGEST) -> str:
    """`text` safe for a terminal and a log: control and bidirectional characters escaped, length bounded."""
    shown = str(text)
    if len(shown) > longest:
        shown = shown[:longest] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown)


class AcquisError(Exception):
    """Something is wrong with an input; the message says what, where, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: int | None = None,
        field: str | None = None,
        way_out: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = str(file) if file is not None else None
        self.line = line
        self.column = column
        self.field = field
        self.way_out = way_out

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known."""
        parts = [printable(self.file)] if self.file else []
        if self.line is not None:
            parts.append(str(self.line) if self.file else f"line {self.line}")
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    def to_dict(self) -> dict[str, object]:
        """The error as JSON-ready data; unknown parts are left out."""
        parts = {
            "message": printable(self.message),
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "way_out": self.way_out,
        }
        return {name: value for name, value in parts.items() if value is not None}

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.place, printable(self.field) if self.field else "") if part)
        text = f"{head}: {printable(self.message)}" if head else printable(self.message)
        return f"{text} ({printable(self.way_out)})" if self.way_out else text


class AcquisErrors(AcquisError):
    """Several errors reported at once, in the order of the files."""

    def __init__(self, errors: list[AcquisError]) -> None:
        super().__init__(f"{len(errors)} errors" if len(errors) != 1 else "1 error")
        self.errors = tuple(errors)

    def to_dict(self) -> dict[str, object]:
        return {"message": self.message, "errors": [error.to_dict() for error in self.errors]}

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class MissingExtra(AcquisError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed", way_out=f'pip install "acquis[{extra}]"')
