"""`acquis law loopholes`."""

from __future__ import annotations

from tests.cli.run import acquis, refused


def test_one_topic_as_data() -> None:
    told = acquis("law", "loopholes", "--topic", "quantum_computers", "--regime", "US", "--on", "2026-11-01", "--json").json
    assert "no permission" in told["notice"]
    kinds = {(finding["kind"], finding["verdict"]) for finding in told["findings"]}
    assert {("non_monotone", "absent"), ("gap", "absent"), ("edge", "found"), ("splitting", "found")} <= kinds
    for finding in told["findings"]:
        assert finding["regime"] == "US"
        if finding["verdict"] == "found":
            assert finding["things"]
            assert finding["confidence"] in ("low", "medium", "high")
            assert any(thing["law"] for thing in finding["things"])
        if finding["verdict"] in ("not_decided", "not_asked"):
            assert finding["reason"]


def test_in_words_with_citation_and_notice() -> None:
    words = ("law", "loopholes", "--topic", "quantum_computers", "--kind", "splitting", "--on", "2026-11-01")
    told = " ".join(acquis(*words).out.split())
    assert "physical_qubits 1000, any up to 1099 is free" in told
    assert "15 CFR Part 774, Supp. No. 1, ECCN 4A906.a.1" in told
    assert "A gap of the text is no permission." in told
    assert "Not asked" in told


def test_what_cannot_be_asked() -> None:
    assert "quantum_computers" in refused(acquis("law", "loopholes", "--topic", "nothing"))
    assert "one of" in refused(acquis("law", "loopholes", "--regime", "ZZ"))


def test_the_routes_of_a_real_item() -> None:
    words = ("law", "loopholes", "--item", "chip:NVIDIA H100 SXM5 80GB", "--regime", "EU", "--on", "2026-11-01", "--json")
    told = acquis(*words).json
    assert {finding["kind"] for finding in told["findings"]} == {"route"}
    assert "clean transaction" in told["stipulated"]
    for finding in told["findings"]:
        assert finding["verdict"] == "not_decided"
        assert "missing" in finding["reason"]
