"""Dagster's many short connections leave the write-ahead log alone until a run ends."""

from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.commits import commit_without_waiting


def test_a_log_is_copied_into_the_file_at_the_end_only(tmp_path: Path) -> None:
    file, log = tmp_path / "events.db", tmp_path / "events.db-wal"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("pragma journal_mode = wal"))
        connection.execute(text("create table events (id integer)"))

    with commit_without_waiting():
        for number in (1, 2):
            with engine.begin() as connection:
                connection.execute(text("insert into events values (:id)"), {"id": number})
        is_kept = log.exists()

    assert is_kept
    assert not log.exists()
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from events")).scalar() == 2
    engine.dispose()


def test_no_connection_is_touched_afterwards(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'events.db'}", poolclass=NullPool)

    with commit_without_waiting():
        pass

    with engine.connect() as connection:
        synchronous = connection.execute(text("pragma synchronous")).scalar()
    assert synchronous == 2
