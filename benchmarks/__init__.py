"""Acquis beside seven other ways to evaluate one legal rule, with one fact in five unknown.

`python -m benchmarks.run` measures; `benchmarks/requirements.in` names the engines, `requirements-bench.lock` pins them.
"""
