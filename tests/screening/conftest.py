"""A session of Spark, where there is one to be had."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from acquis.screening.engine_spark import spark_session

    session = spark_session("local[2]", **{"spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("spark"))})
    yield session
    session.stop()
