"""No file of the repository names a package registry, a host of a private network, or a path of somebody's machine.

A lock with the address of one registry fails behind any other, and a local path tells what it should not. The patterns are
put together from pieces, so that this file does not find itself.
"""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, text_of, tracked

REGISTRIES = [
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"), ("anaconda", "org"),
    ("golang", "org"), ("crates", "io"), ("yarnpkg", "com"), ("pytorch", "org"),
]  # fmt: skip
FOLDERS = ["work", "root", "home", "Users", "opt", "mnt", "srv", "tmp"]
PRIVATE_DOMAINS = ["internal", "intranet", "local", "localdomain", "lan", "corp"]

PATTERNS = {
    "package registry": "|".join(rf"\b{name}\.{end}\b" for name, end in REGISTRIES),
    "host of a private network": rf"//[^/\s\"'<>]*\.(?:{'|'.join(PRIVATE_DOMAINS)})(?![\w.-])",
    "address of a private network": r"//(?:[^/\s@]*@)?(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b",
    "local file": "file:" + "//",
    # Not after a word, a dot or a slash: those are paths within an address or a relative one.
    "path of one machine": rf"(?<![\w.~/)}}$%*-])/(?:{'|'.join(FOLDERS)})/",
    "path of one Windows machine": r"\b[A-Z]:\\{1,2}" + "Users" + r"\b",
    "folder beside the repository": r"\.\./" + "shared" + r"\b",
}


@pytest.mark.parametrize("what", PATTERNS)
def test_no_file_names_a(what: str) -> None:
    pattern = re.compile(PATTERNS[what], re.IGNORECASE if what == "package registry" else 0)
    found = []
    for path in tracked():
        for number, line in enumerate((text_of(path) or "").splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line[max(0, match.start() - 20) : match.end() + 30]}")
    assert not found, f"{what} named in:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("package registry", "https://" + "files." + "pythonhosted" + ".org/packages/aa"),
        ("package registry", "see " + "PyPI" + ".org"),
        ("host of a private network", "git clone https://" + "git.acme." + "internal/acquis"),
        ("address of a private network", "http://" + "10.1" + ".2.3:8080/simple"),
        ("address of a private network", "http://user@" + "192.168" + ".2.3/simple"),
        ("local file", "--find-links file:" + "///wheels"),
        ("path of one machine", "open('" + "/home" + "/ada/acquis')"),
        ("path of one machine", "cd " + "/work" + "/main"),
        ("path of one Windows machine", "C:" + r"\Users" + r"\ada"),
        ("folder beside the repository", "../" + "shared" + "/law/us.yaml"),
    ],
)
def test_the_pattern_finds(what: str, line: str) -> None:
    assert re.search(PATTERNS[what], line, re.IGNORECASE if what == "package registry" else 0)


@pytest.mark.parametrize("line", ["https://www.gov.example/home/law", "docs/work/x", "#!/usr/bin/env bash", "10.1.2.3", "and/or"])
def test_ordinary_text_is_left_alone(line: str) -> None:
    assert not [what for what, pattern in PATTERNS.items() if re.search(pattern, line)]
