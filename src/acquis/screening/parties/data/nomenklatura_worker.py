"""Scores of nomenklatura's `logic-v2`, in a process and an environment of its own: it needs another DuckDB than Acquis.

A request is a JSON line `{"left": ENTITY, "right": ENTITY}` of two FollowTheMoney entities; the answer is `{"score": 0.93}` or
`{"error": "..."}`. The first line of all tells the version: `{"nomenklatura": "4.17.4"}`.
"""

import json
import sys
from importlib.metadata import version

from followthemoney import EntityProxy, model
from nomenklatura.matching import get_algorithm


def main() -> None:
    """Answers one request after the other until there are no more."""
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    print(json.dumps({"nomenklatura": version("nomenklatura")}), flush=True)
    for line in sys.stdin:
        try:
            asked = json.loads(line)
            left, right = (EntityProxy.from_dict(asked[side], cleaned=False) for side in ("left", "right"))
            answer = {"score": algorithm.compare(left, right, config).score}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    assert model is not None
    main()
