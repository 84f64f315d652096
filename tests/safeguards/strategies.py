"""Accounts drawn at random: areas, changes with days of reporting, and chains of corrections."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from acquis.safeguards.records import Area, Batch, Change, ChangeCode, Kind, Quantity

DAY = dt.date(2030, 1, 1)
AREA = Area("XA-1", "XA", "Plant A", frozenset(Kind))
KINDS = (Kind.ACCELERATOR, Kind.QPU, Kind.HELIUM3, Kind.COMPUTE)

days = st.integers(0, 60).map(lambda n: DAY + dt.timedelta(days=n))
amounts = st.decimals("0.001", "1e25", places=3, allow_nan=False)


@st.composite
def changes(draw: st.DrawFn, id: str = "c0") -> Change:
    """A change of the area, reported on its day or some days later, or without a day of reporting."""
    kind = draw(st.sampled_from(KINDS))
    on = draw(days)
    reported = draw(st.none() | st.integers(0, 40).map(lambda n: on + dt.timedelta(days=n)))
    batch = Batch(draw(st.sampled_from("ABCD")), kind, Quantity(draw(amounts), Decimal(1), Decimal(1)))
    return Change(id, AREA.id, on, draw(st.sampled_from(ChangeCode)), batch, reported=reported)


@st.composite
def accounts(draw: st.DrawFn) -> list[Change]:
    """Sound records: up to 6 changes, each with a chain of up to 3 corrections, reported one after the other."""
    found: list[Change] = []
    for number in range(draw(st.integers(0, 6))):
        last = draw(changes(id=f"c{number}"))
        found.append(last)
        for link in range(draw(st.integers(0, 3))):
            new = draw(changes(id=f"c{number}.{link + 1}"))
            after = max(last.reported or last.on, new.on) + dt.timedelta(days=draw(st.integers(0, 10)))
            last = replace(new, corrects=last.id, reported=after)
            if draw(st.booleans()):
                last = replace(last, batch=replace(last.batch, quantity=Quantity(Decimal(0))))
            found.append(last)
    return found


@st.composite
def muddled(draw: st.DrawFn) -> list[Change]:
    """Records of any kind: ids used again, corrections of nothing, of each other, of the same change."""
    ids = [f"c{number}" for number in range(4)]
    found: list[Change] = []
    for _ in range(draw(st.integers(0, 8))):
        one = draw(changes(id=draw(st.sampled_from(ids))))
        found.append(replace(one, corrects=draw(st.none() | st.sampled_from([*ids, "nothing"]))))
    again = draw(st.lists(st.sampled_from(found), max_size=1)) if found else []
    return found + again
