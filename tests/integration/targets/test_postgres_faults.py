"""What PostgreSQL refuses and what breaks on the way: named, atomic, tried again where it may."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
import pytest
from cutting import CuttingProxy, cutting_proxy
from deliveries import relation, shipment
from postgres import fresh_database

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError
from suitehouse.targets import postgresql
from suitehouse.targets.opening import open_target
from suitehouse.targets.protocol import Column, Target

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
SIMPLE = relation(PLAIN)
OTHER = relation(PLAIN, name="others")
MANY = [{"id": str(number), "text": "x" * 500} for number in range(2_000)]


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database() as found:
        yield found


def run(url: str, *statements: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def as_role(url: str, role: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.hostname}:{parts.port or 5432}"))


@pytest.fixture
def poor(url: str) -> Iterator[str]:
    """The URL of a role without any right."""
    role = urlsplit(url).path.strip("/")
    run(url, f'create role "{role}" login')
    yield as_role(url, role)
    run(url, f'drop owned by "{role}" cascade', f'drop role "{role}"')


def deliver(target: Target, rows: int = 3, version: str = "1 run-1") -> None:
    target.deliver([shipment(MANY[:rows], SIMPLE, version=version)])


def test_a_missing_privilege_says_what_to_grant(poor: str) -> None:
    with closing(open_target(poor)) as target, pytest.raises(WarehouseError) as caught:
        deliver(target)

    assert "GRANT CREATE, CONNECT, TEMPORARY ON DATABASE" in str(caught.value)
    assert "landing.things" in str(caught.value)


@pytest.mark.parametrize("option", ["", "nologin"])
def test_a_user_who_cannot_log_in_is_not_taken_for_a_missing_database(
    url: str, option: str
) -> None:
    role = f"nobody_{urlsplit(url).path.strip('/')}"
    if option:
        run(url, f'create role "{role}" {option}')
    try:
        with pytest.raises(WarehouseError, match=f"ROLE {role} LOGIN") as caught:
            open_target(as_role(url, role)).receipts()
    finally:
        run(url, f'drop role if exists "{role}"')

    assert "database does not exist" not in str(caught.value)


def test_a_server_that_is_not_there_says_what_to_look_at() -> None:
    with pytest.raises(TargetUnreachableError, match="host and port of the URL"):
        open_target("postgresql://me@127.0.0.1:1/db").receipts()


def test_a_schema_of_somebody_else_is_named(url: str, poor: str) -> None:
    role = urlsplit(poor).username
    run(url, f'grant create on database "{role}" to "{role}"', "create schema landing")

    with closing(open_target(poor)) as target, pytest.raises(WarehouseError) as caught:
        deliver(target)

    assert "ALTER SCHEMA landing OWNER TO" in str(caught.value)


def test_a_database_whose_temporary_tables_are_kept_from_all_names_that_right(
    url: str, poor: str
) -> None:
    role = urlsplit(poor).username
    run(
        url,
        f'grant create on database "{role}" to "{role}"',
        f'revoke temporary on database "{role}" from public',
    )

    with closing(open_target(poor)) as target:
        deliver(target)
        with pytest.raises(WarehouseError, match="CONNECT, TEMPORARY ON DATABASE"):
            deliver(target, rows=2, version="2 run-2")


def test_what_to_grant_can_be_copied_whatever_the_names_are(url: str) -> None:
    odd = 'Größe 100% "x"'
    quoted = odd.replace('"', '""')
    run(url, f'create database "{quoted}"', f'create role "{quoted}" login')
    parts = urlsplit(url)
    try:
        name = quote(odd)
        place = parts._replace(netloc=f"{name}@{parts.hostname}:{parts.port or 5432}", path=name)
        with closing(open_target(urlunsplit(place))) as target, pytest.raises(WarehouseError) as no:
            deliver(target)
        statement = str(no.value).partition("owner: ")[2].partition("; and")[0]
        run(url, statement)
        with closing(open_target(urlunsplit(place))) as target:
            deliver(target)
            assert target.totals(SIMPLE).rows == 3
    finally:
        run(url, f'drop database "{quoted}" with (force)', f'drop role "{quoted}"')


def test_a_statement_that_the_server_ends_says_by_which_setting(url: str, poor: str) -> None:
    role = urlsplit(poor).username
    run(
        url,
        f'grant create on database "{role}" to "{role}"',
        f"alter role \"{role}\" set statement_timeout = '1ms'",
    )

    with closing(open_target(poor)) as target, pytest.raises(WarehouseError) as caught:
        deliver(target, rows=2_000)

    assert "SET statement_timeout = 0" in str(caught.value)


@pytest.mark.parametrize(
    "alteration",
    [
        "drop column text",
        "alter column text type varchar(2) using left(text, 2)",
        "alter column text type integer using 1",
        "add check (id < '') not valid",
    ],
)
def test_a_table_that_somebody_altered_is_told_and_healed_by_dropping_it(
    url: str, alteration: str
) -> None:
    with closing(open_target(url)) as target:
        deliver(target)
        run(url, f"alter table landing.things {alteration}")

        with pytest.raises(WarehouseError, match=r"landing\.things: somebody altered.*DROP TABLE"):
            deliver(target, version="2 run-2")

        run(url, "drop table landing.things cascade")
        deliver(target, version="2 run-2")
        assert target.totals(SIMPLE).rows == 3


def test_names_that_every_table_of_postgres_has_already_are_named(url: str) -> None:
    reserved = relation((*PLAIN, Column("xmin", "VARCHAR")))

    with closing(open_target(url)) as target, pytest.raises(ConfigurationError, match="'xmin'"):
        target.deliver([shipment([], reserved)])


def test_more_columns_than_postgres_has_are_told(url: str) -> None:
    wide = relation((PLAIN[0], *(Column(f"c{number}", "BIGINT") for number in range(1_600))))

    with closing(open_target(url)) as target, pytest.raises(WarehouseError, match="1600 columns"):
        target.deliver([shipment([], wide)])


def test_a_database_of_another_encoding_is_told() -> None:
    latin = "encoding latin1 template template0 lc_collate 'C' lc_ctype 'C'"
    with (
        fresh_database(latin) as url,
        closing(open_target(url)) as target,
        pytest.raises(WarehouseError, match="ENCODING 'UTF8'"),
    ):
        target.deliver([shipment([{"id": "1", "text": "Ω"}], SIMPLE)])


def test_schemas_that_are_there_need_no_right_to_make_any(url: str, poor: str) -> None:
    role = urlsplit(poor).username
    run(url, *(f'create schema {name} authorization "{role}"' for name in ("landing", "ops")))

    with closing(open_target(poor)) as target:
        deliver(target)

        assert target.totals(SIMPLE).rows == 3


def test_a_database_that_is_not_there(url: str) -> None:
    missing = urlunsplit(urlsplit(url)._replace(path="/nobody_made_this"))

    with closing(open_target(missing)) as target, pytest.raises(WarehouseError, match="create it"):
        target.receipts()


def test_no_server_at_all() -> None:
    nobody = open_target("postgresql://me:secret@127.0.0.1:1/db")

    with closing(nobody) as target, pytest.raises(TargetUnreachableError) as caught:
        target.receipts()

    assert "secret" not in str(caught.value)


@pytest.mark.timeout(30)
def test_a_server_that_accepts_and_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(postgresql.PATIENCE, "connect_timeout", "2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://me:secret@127.0.0.1:{silent.getsockname()[1]}/db?sslmode=disable"

        with closing(open_target(url)) as target, pytest.raises(TargetUnreachableError):
            target.receipts()


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("postgresql://host/db", "connect_timeout=30"),
        ("postgresql://host/db?sslmode=require", "sslmode=require&connect_timeout=30"),
        ("postgresql://host/db?connect_timeout=5", "connect_timeout=5&keepalives_idle=60"),
    ],
)
def test_what_the_url_says_of_patience_holds(given: str, asked: str) -> None:
    assert asked in postgresql.patient(given)


def test_a_view_on_a_column_that_goes_keeps_all_as_it_was(url: str) -> None:
    with closing(open_target(url)) as target:
        deliver(target)
        run(url, "create view public.theirs as select text from landing.things")

        with pytest.raises(WarehouseError, match="drop the view"):
            target.deliver([shipment([{"id": "1"}], relation((PLAIN[0],)))])

        assert target.totals(SIMPLE).rows == 3
        assert target.receipts()["landing.things"].version == "1 run-1"


def test_a_table_that_somebody_dropped_is_not_taken_for_whole(url: str) -> None:
    with closing(open_target(url)) as target:
        deliver(target, rows=10)
        run(url, "drop table landing.things")

        with pytest.raises(WarehouseError, match="would hold 15 rows of landing"):
            target.deliver([shipment(MANY[10:25], SIMPLE, mode="merge", version="2", held=25)])

        assert "landing.things" not in target.receipts()
        deliver(target, rows=20, version="3")
        assert target.totals(SIMPLE).rows == 20


def test_a_nul_which_no_text_of_postgres_holds_becomes_its_symbol(url: str) -> None:
    values = [{"id": "1", "text": "a\0b"}, {"id": "2", "text": "plain"}]
    with closing(open_target(url)) as target:
        for mode in ("replace", "merge"):
            target.deliver([shipment(values, SIMPLE, mode=mode)])  # type: ignore[arg-type]

            found = target.read("select text from landing.things order by id").to_pylist()
            assert [row["text"] for row in found] == ["a\u2400b", "plain"]


def test_a_read_only_server_is_named(url: str) -> None:
    name = urlsplit(url).path.strip("/")
    run(url, f'alter database "{name}" set default_transaction_read_only = on')

    with closing(open_target(url)) as target, pytest.raises(WarehouseError, match="read-only"):
        deliver(target)


def test_a_lock_that_stays_is_the_fault_of_its_table_alone(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_LOCK_TIMEOUT", "200ms")
    with closing(open_target(url)) as target:
        deliver(target)
        holder = psycopg2.connect(url)
        with closing(holder), holder.cursor() as cursor:
            cursor.execute("lock table landing.things in share mode")

            with pytest.raises(WarehouseError, match="locked") as caught:
                deliver(target, rows=2, version="2 run-2")

        # Another try would keep all other tables waiting for one that somebody reads.
        assert not isinstance(caught.value, TargetUnreachableError)
        deliver(target, rows=2, version="2 run-2")
        assert target.totals(SIMPLE).rows == 2


@pytest.mark.parametrize("mode", ["replace", "merge"])
def test_a_connection_cut_in_the_middle_of_copy_changes_nothing(url: str, mode: str) -> None:
    with direct(url) as there, cutting(url) as (proxy, through):
        deliver(there, rows=10)
        with closing(open_target(through)) as target:
            target.receipts()
            proxy.after = 200_000

            with pytest.raises(TargetUnreachableError):
                target.deliver([shipment(MANY, SIMPLE, mode=mode, version="2 run-2")])  # type: ignore[arg-type]

        assert proxy.cuts == 1
        assert there.totals(SIMPLE).rows == 10
        assert there.receipts()["landing.things"].version == "1 run-1"


@pytest.mark.parametrize(
    "word",
    [b"create temporary table", b"delete from", b"insert into", b"commit"],
)
def test_a_connection_cut_at_any_step_of_a_merge_changes_nothing(url: str, word: bytes) -> None:
    with direct(url) as there, cutting(url) as (proxy, through):
        deliver(there, rows=10)
        with closing(open_target(through)) as target:
            target.receipts()
            proxy.at_word = word

            with pytest.raises(TargetUnreachableError):
                target.deliver([shipment(MANY[5:20], SIMPLE, mode="merge", version="2", held=20)])

        assert proxy.cuts == 1
        assert there.totals(SIMPLE).rows == 10
        assert there.receipts()["landing.things"].version == "1 run-1"
        there.deliver([shipment(MANY[5:20], SIMPLE, mode="merge", version="2", held=20)])
        assert there.totals(SIMPLE).rows == 20


def test_readers_wait_little_while_a_table_is_replaced(url: str) -> None:
    """Rows come over before the table is touched: a reader never sees none of them."""
    counts: set[int] = set()
    is_over = threading.Event()

    def look() -> None:
        reader = psycopg2.connect(url)
        reader.autocommit = True
        with closing(reader), reader.cursor() as cursor:
            while not is_over.is_set():
                cursor.execute("select count(*) from landing.things")
                counts.add(cursor.fetchall()[0][0])
                time.sleep(0.001)

    with closing(open_target(url)) as target:
        deliver(target, rows=1_000)
        reader = threading.Thread(target=look)
        reader.start()
        for turn in range(5):
            deliver(target, rows=1_000 + turn % 2, version=f"{turn} run")
        is_over.set()
        reader.join()

    assert counts
    assert counts <= {1_000, 1_001}


def direct(url: str) -> closing[Target]:
    return closing(open_target(url))


@contextmanager
def cutting(url: str) -> Iterator[tuple[CuttingProxy, str]]:
    """A proxy to the server of a URL, and the URL through it."""
    parts = urlsplit(url)
    with cutting_proxy(parts.hostname or "localhost", parts.port or 5432) as proxy:
        netloc = f"{parts.username}@127.0.0.1:{proxy.port}"
        yield proxy, urlunsplit(parts._replace(netloc=netloc, query="sslmode=disable"))


def test_a_snapshot_from_before_sees_the_old_rows_and_no_reader_waits(url: str) -> None:
    with closing(open_target(url)) as target, closing(psycopg2.connect(url)) as reader:
        target.deliver([shipment([{"id": "1"}], SIMPLE), shipment([{"id": "1"}], OTHER)])
        reader.set_session(isolation_level="REPEATABLE READ")
        with reader.cursor() as cursor:
            # Holds its lock on one of them, as a dump or an analyst's session does.
            cursor.execute("select count(*) from landing.others")
            target.deliver(
                [
                    shipment([{"id": "2"}, {"id": "3"}], each, version="2 run-2")
                    for each in (SIMPLE, OTHER)
                ]
            )
            cursor.execute(
                "select (select min(id) from landing.things), (select min(id) from landing.others)"
            )

            assert cursor.fetchall() == [("1", "1")]
        reader.rollback()
        with reader.cursor() as cursor:
            cursor.execute("select count(*), min(id) from landing.things")
            assert cursor.fetchall() == [(2, "2")]


def test_old_rows_are_cleared_away_once_they_are_replaced(url: str) -> None:
    with closing(open_target(url)) as target, closing(psycopg2.connect(url)) as reader:
        for number in range(4):
            rows = [{"id": f"{number} {n}"} for n in range(500)]
            target.deliver([shipment(rows, SIMPLE, version=f"{number} run")])
        with reader.cursor() as cursor:
            cursor.execute("select pg_relation_size('landing.things')")
            (held,) = cursor.fetchone() or (0,)
            cursor.execute("create temporary table plain as select * from landing.things")
            cursor.execute("select pg_relation_size('plain')")
            (needed,) = cursor.fetchone() or (0,)

    assert held <= 2 * needed + 8192
