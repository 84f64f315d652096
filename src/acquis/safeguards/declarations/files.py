"""Declaration files: `.json` and `.yaml`, `.xml` and `.txt` (labelled text), one declaration each; the suffix says which."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pydantic import ValidationError

from acquis.errors import AcquisErrors
from acquis.law.yaml_source import LARGEST_FILE, Source, SourceError, parse_source, read_source
from acquis.safeguards.declarations.filing import Filing, Form
from acquis.safeguards.declarations.labelled import read_labelled, write_labelled
from acquis.safeguards.declarations.models import FILES, to_filing
from acquis.safeguards.declarations.plain import to_plain
from acquis.safeguards.declarations.xml import read_xml, write_xml
from acquis.safeguards.edge import located

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What could write to the terminal or turn the direction of a line; the reader of YAML and JSON refuses them too."""

SUFFIXES = (".json", ".yaml", ".xml", ".txt")


def read_filing(path: Path, named: str | None = None) -> Filing:
    """The declaration of a file; `named` is the name it is told by.

    Raises:
        SourceError: the file cannot be read.
        AcquisErrors: fields that are wrong, each with file, line and way out.
    """
    return parse_filing(_source(path), named or str(path))


def parse_filing(source: Source, named: str) -> Filing:
    """The declaration in data that was read.

    Raises:
        SourceError: it says no form, or one that there is not.
        AcquisErrors: fields that are wrong.
    """
    data = source.data
    if not isinstance(data, dict):
        raise source.error("this is no declaration", (), "begin with form: and the fields of that form")
    known = ", ".join(Form)
    if "form" not in data:
        raise source.error("the declaration does not say which form it is", (), f"add form, one of {known}")
    try:
        form = Form(str(data["form"]))
    except ValueError:
        raise source.error(f"there is no form {str(data['form'])!r}", ("form",), f"one of {known}") from None
    try:
        return to_filing(FILES[form].model_validate(data), named)
    except ValidationError as error:
        raise AcquisErrors(located(error, source)) from None


def parse_text(text: str, suffix: str, file: str) -> Source:
    """Text in the format of a suffix, as data with positions.

    Raises:
        SourceError: it is not in that format.
    """
    unsafe = _UNSAFE.search(text) if suffix in (".xml", ".txt") else None
    if unsafe is not None:
        line = text.count("\n", 0, unsafe.start()) + 1
        raise SourceError(f"the file has the control character {unsafe[0]!r}", file=file, line=line, way_out="remove it")
    match suffix:
        case ".xml":
            return read_xml(text, file)
        case ".txt":
            return read_labelled(text, file)
        case ".json" | ".yaml":
            return parse_source(text, file)
    raise SourceError(f"{suffix!r} is no format of declarations", file=file, way_out=f"one of {', '.join(SUFFIXES)}")


def write_text(filing: Filing, suffix: str) -> str:
    """A filing in the format of a suffix.

    Raises:
        SourceError: there is no such format.
    """
    data = to_plain(filing)
    match suffix:
        case ".xml":
            return write_xml(data)
        case ".txt":
            return write_labelled(data)
        case ".json" | ".yaml":
            return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    raise SourceError(f"{suffix!r} is no format of declarations", way_out=f"one of {', '.join(SUFFIXES)}")


def _source(path: Path) -> Source:
    if path.suffix in (".json", ".yaml"):
        return read_source(path)
    try:
        if not path.is_file():
            raise SourceError("this is not a regular file", file=path, way_out="check the path")
        if path.stat().st_size > LARGEST_FILE:
            raise SourceError(f"the file is larger than {LARGEST_FILE:,} bytes", file=path, way_out="split the declaration")
        return parse_text(path.read_bytes().decode("utf-8-sig"), path.suffix, str(path))
    except UnicodeDecodeError:
        raise SourceError("the file is not UTF-8", file=path, line=1, way_out="save it as UTF-8") from None
    except OSError as error:
        raise SourceError(f"the file cannot be opened: {error.strerror}", file=path) from None
