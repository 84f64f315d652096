"""One Nash equilibrium of a bimatrix game by complementary pivoting (Lemke and Howson 1964), ties broken lexicographically.

The way begins at the artificial equilibrium, drops one label, and pivots in the two best response polytopes in turn until that
label comes back. The lexicographic rule keeps it from going round in degenerate games. nashpy has the same algorithm; its
version 0.0.43 failed on inspection games with many equal payoffs, so it is written out here. The caller checks every answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from acquis.safeguards.paths.matrices import Floats

_TIE = 1e-11
_MOST_PIVOTS = 20_000


def complementary_pivoting(a: Floats, b: Floats, label: int) -> tuple[Floats, Floats] | None:
    """Mixtures of rows and columns, or None where the way did not end.

    Args:
        a: payoffs of the row player (rows, columns), all above 0.
        b: payoffs of the column player, of the same shape, all above 0.
        label: the label that is dropped first, from 0 to rows + columns - 1.
    """
    import numpy as np

    rows, columns = a.shape
    # Columns of both: x_i and the slack of row i share label i, y_j and the slack of column j label rows + j; last the bounds.
    for_x = np.hstack([b.T, np.eye(columns), np.ones((columns, 1))])
    for_y = np.hstack([np.eye(rows), a, np.ones((rows, 1))])
    tables: tuple[Any, Any] = (for_x, for_y)
    bases = (list(range(rows, rows + columns)), list(range(rows)))
    slacks = (slice(rows, rows + columns), slice(0, rows))
    entering, side = label, 0 if label < rows else 1
    for _ in range(_MOST_PIVOTS):
        row = _leaving(tables[side], entering, slacks[side])
        if row is None:
            return None
        _pivot(tables[side], row, entering)
        entering, bases[side][row] = bases[side][row], entering
        if entering == label:
            return _mixture(tables[0], bases[0], range(rows)), _mixture(tables[1], bases[1], range(rows, rows + columns))
        side = 1 - side
    return None


def _leaving(table: Floats, entering: int, slack: slice) -> int | None:
    """The row with the lexicographically least ratio of its bound and slack columns to the entering column."""
    import numpy as np

    column = table[:, entering]
    rows = np.flatnonzero(column > _TIE)
    if not len(rows):
        return None
    for k in (-1, *range(*slack.indices(table.shape[1]))):
        ratios = table[rows, k] / column[rows]
        rows = rows[ratios <= ratios.min() + _TIE]
        if len(rows) == 1:
            break
    return int(rows[0])


def _pivot(table: Floats, row: int, column: int) -> None:
    import numpy as np

    table[row] /= table[row, column]
    others = table[:, column].copy()
    others[row] = 0.0
    table -= np.outer(others, table[row])


def _mixture(table: Floats, basis: list[int], labels: range) -> Floats:
    import numpy as np

    found = np.zeros(len(labels))
    for row, label in enumerate(basis):
        if label in labels:
            found[label - labels.start] = max(0.0, table[row, -1])
    found /= found.sum()
    return found
