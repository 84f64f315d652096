"""The edge where files come in: what pydantic finds wrong, told with file, line, field and way out."""

from __future__ import annotations

from pydantic import ValidationError

from acquis.errors import AcquisError
from acquis.law.yaml_source import Source

_WAYS_OUT = {
    "missing": "add the field",
    "extra_forbidden": "remove it, or check its spelling",
    "date_from_datetime_parsing": "write YYYY-MM-DD",
    "date_parsing": "write YYYY-MM-DD",
    "date_type": "write YYYY-MM-DD",
    "decimal_parsing": "write a number, with a point and without a unit",
    "decimal_type": "write a number, with a point and without a unit",
    "greater_than_equal": "quantities are not negative: a decrease is told by its code",
    "string_type": "write text, in quotation marks where it looks like a number",
}


def located(error: ValidationError, source: Source) -> list[AcquisError]:
    """One error for each thing that is wrong, with its place in the file."""
    found: list[AcquisError] = []
    for problem in error.errors(include_url=False):
        path = tuple(part for part in problem["loc"] if part != "[key]")
        message = problem["msg"].removeprefix("Value error, ")
        found.append(source.error(message[:1].lower() + message[1:], path, _WAYS_OUT.get(problem["type"])))
    return found
