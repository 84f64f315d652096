"""The register of what a State has filed. Corrections supersede and never overwrite: every day that was can be asked again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from acquis.safeguards.declarations.filing import Filing, Form
from acquis.safeguards.records import Change, Listing, SafeguardsError, Transfer


@dataclass(frozen=True)
class Register:
    """All filings of one State, superseded ones too.

    Raises:
        SafeguardsError: an id twice, or a correction of what is not there, was corrected already, or came later.
    """

    filings: tuple[Filing, ...]

    def __post_init__(self) -> None:
        known: dict[str, Filing] = {}
        for filing in self.filings:
            if filing.id in known:
                raise _wrong(filing, f"the id {filing.id} was used before, in {known[filing.id].file or 'another filing'}",
                             "give each declaration an id of its own, and name the old one in `corrects`")  # fmt: skip
            known[filing.id] = filing
        corrected: dict[str, str] = {}
        for filing in self.filings:
            if filing.corrects is not None:
                _check(filing, filing.corrects, known.get(filing.corrects), corrected)
        self._check_changes()

    def _check_changes(self) -> None:
        seen: dict[tuple[str, str], tuple[Filing, Change]] = {}
        for filing, change in self._changes():
            key = (change.area, change.id)
            if key in seen and filing.corrects != seen[key][0].id:
                raise _wrong(filing, f"the change {change.id} was declared before in {seen[key][0].id}", "give it another id")
            seen[key] = filing, change
        corrected: dict[str, str] = {}
        for filing, change in self._changes():
            if change.corrects is not None:
                target = seen.get((change.area, change.corrects))
                name = f"{change.area} {change.corrects}"
                if target is None:
                    raise _wrong(filing, f"{change.id} corrects {change.corrects}, which was never declared", "check the id")
                if name in corrected and filing.corrects is None:
                    way = f"correct {corrected[name]} instead"
                    raise _wrong(filing, f"{change.id} corrects {change.corrects}, which {corrected[name]} did already", way)
                if change.corrects == change.id or filing.reported < target[0].reported:
                    raise _wrong(filing, f"{change.id} corrects what came later", "check ids and days of dispatch")
                corrected[name] = change.id

    def _changes(self) -> Iterator[tuple[Filing, Change]]:
        for filing in sorted(self.filings, key=lambda f: f.reported):
            for change in filing.changes:
                yield filing, change

    def known(self, day: dt.date) -> tuple[Filing, ...]:
        """The filings that count as of a day: those received by then and not superseded by another received by then."""
        received = [filing for filing in self.filings if filing.reported <= day]
        superseded = {filing.corrects for filing in received}
        return tuple(filing for filing in received if filing.id not in superseded)

    def of(self, form: Form, day: dt.date) -> tuple[Filing, ...]:
        """The filings of a form that count as of a day."""
        return tuple(filing for filing in self.known(day) if filing.form is form)

    def changes(self, day: dt.date) -> tuple[Change, ...]:
        """The inventory changes that count as of a day, in the order of their dates."""
        found = [change for filing in self.known(day) for change in filing.changes]
        superseded = {(change.area, change.corrects) for change in found if change.corrects is not None}
        kept = [change for change in found if (change.area, change.id) not in superseded]
        return tuple(sorted(kept, key=lambda change: (change.on, change.id)))

    def listings(self, day: dt.date) -> tuple[Listing, ...]:
        """Physical inventory listings that count as of a day, and initial reports, which list what is held at the beginning."""
        found = [
            Listing(filing.area, filing.end, filing.batches, filing.reported)
            for filing in self.known(day)
            if filing.form in (Form.INITIAL, Form.LISTING)
        ]
        return tuple(sorted(found, key=lambda listing: (listing.area, listing.on)))

    def transfers(self, form: Form, day: dt.date) -> tuple[Transfer, ...]:
        """The transfers in notices or confirmations that count as of a day."""
        return tuple(record for filing in self.of(form, day) for record in filing.records if isinstance(record, Transfer))

    @cached_property
    def home(self) -> dict[tuple[str, str], str]:
        """The filing in which each change stands, by area and id of the change."""
        return {(change.area, change.id): filing.id for filing, change in self._changes()}


def _check(filing: Filing, name: str, target: Filing | None, corrected: dict[str, str]) -> None:
    if target is None:
        raise _wrong(filing, f"it corrects {name}, which was never filed", "check the id")
    if target.form is not filing.form or target.area != filing.area:
        raise _wrong(filing, f"it corrects {name}, which is of another form or area", "correct a declaration by one of its kind")
    if name in corrected:
        raise _wrong(filing, f"it corrects {name}, which {corrected[name]} did already", f"correct {corrected[name]} instead")
    if filing.reported < target.reported:
        raise _wrong(filing, f"it corrects {name}, which was dispatched later", "check the days of dispatch")
    corrected[name] = filing.id


def _wrong(filing: Filing, message: str, way_out: str) -> SafeguardsError:
    return SafeguardsError(message, file=filing.file or None, field=filing.id, way_out=way_out)


def register(filings: Iterable[Filing]) -> Register:
    """The register of filings in any order."""
    return Register(tuple(sorted(filings, key=lambda filing: (filing.reported, filing.id))))
