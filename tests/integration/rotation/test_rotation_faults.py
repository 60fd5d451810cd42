"""What a rotation refuses before it writes, and what it leaves where it cannot be completed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from rotations import FORMER, NEW, RotatingConsole
from tiny_crm import captured_tiny_crm, run

from suitehouse.errors import (
    BusyError,
    CheckFailedError,
    ConfigurationError,
    KeyMaterialError,
    SourceUnreachableError,
)
from suitehouse.operations.lock import writer_lock
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.privacy.keys import MaskingKey
from suitehouse.rotation.course import RotationCourse, RotationWork
from suitehouse.rotation.files import successor_of
from suitehouse.source.snapshot import SourceSnapshot

pytestmark = pytest.mark.integration

OTHER = MaskingKey(bytes(range(50, 82)))


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """Ten accounts, contacts and users, captured with the former key."""
    crm = captured_tiny_crm(mariadb, tmp_path)
    crm.path = crm.path.rename(tmp_path / "warehouse.duckdb")
    return crm


@pytest.fixture
def console(crm: Capturer, tmp_path: Path) -> RotatingConsole:
    """The console on a home with that warehouse."""
    console = RotatingConsole(crm.url, tmp_path / "home")
    console.home.mkdir()
    crm.path = crm.path.rename(console.home / crm.path.name)
    return console


def work_on(crm: Capturer, **changes: Any) -> RotationWork:
    """A rotation to the new key; each of its parts may be replaced."""
    ids = iter(f"rotation-{number}" for number in range(100))
    work = RotationWork(
        path=crm.path,
        former=FORMER,
        new=NEW,
        source=crm.snapshot,
        contracts=crm.contracts,
        policy=crm.policy,
        progress=SilentProgress(),
        clock=lambda: crm.now,
        new_id=lambda: next(ids),
        finish=lambda _: None,
        sleep=crm.waits.append,
    )
    return replace(work, **changes)


def rotate(crm: Capturer, **changes: Any) -> Capturer:
    """Rotate; return the warehouse with its new key."""
    RotationCourse(work_on(crm, **changes)).complete()
    return replace(crm, key=NEW)


def failing(crm: Capturer, number: int) -> Callable[[], SourceSnapshot]:
    """A source that goes away for good before its n-th snapshot."""
    opened = iter(range(number))

    def source() -> SourceSnapshot:
        if next(opened, None) is None:
            raise SourceUnreachableError("the source is gone")
        return crm.snapshot()

    return source


def content_of(folder: Path) -> dict[str, str]:
    """A digest of each file's bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_without_apply_nothing_is_written(console: RotatingConsole) -> None:
    report = console.home / "recon" / "2026-03" / "items.csv"
    report.parent.mkdir(parents=True)
    report.write_text(f"name:{FORMER.key_id}:{'0' * 32}\n")
    before = content_of(console.home)

    told = console.rotate()

    assert told.returncode == 0, told.stderr
    assert f"from key {FORMER.key_id} to key {NEW.key_id}" in told.stdout
    assert "load anew: 3 tables, 30 rows" in told.stdout
    assert f"remove: {report.parent}" in told.stdout
    assert "nothing was changed" in told.stdout
    assert content_of(console.home) == before


@pytest.mark.parametrize(
    ("to", "mention"),
    [
        ("env:COMMAND_TEST_KEY", "which the warehouse has already"),
        ("env:SHORT_KEY", "holds 16 bytes, at least 32 are needed"),
        ("env:NO_SUCH_KEY", "NO_SUCH_KEY"),
        ("hunter2hunter2", "by reference"),
    ],
)
def test_a_key_that_cannot_be_rotated_to_is_refused(
    console: RotatingConsole, to: str, mention: str
) -> None:
    console.environment["SHORT_KEY"] = "00112233445566778899aabbccddeeff"
    before = content_of(console.home)

    refused = console.rotate("--apply", to=to)

    assert refused.returncode == 2
    assert mention in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "hunter2" not in refused.stderr
    after = content_of(console.home)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"writer.lock"}


def test_a_wrong_present_key_is_found_before_anything_is_written(console: RotatingConsole) -> None:
    console.environment["COMMAND_TEST_KEY"] = "77" + bytes(range(40, 71)).hex()
    before = content_of(console.home)

    refused = console.rotate("--apply")

    assert refused.returncode == 2
    assert f"was made with masking key {FORMER.key_id}" in refused.stderr
    after = content_of(console.home)
    assert {name: after[name] for name in before} == before


def test_another_writer_is_waited_for(console: RotatingConsole) -> None:
    with writer_lock(console.home):
        refused = console.rotate("--apply")

    assert refused.returncode == 2
    assert "Another run holds" in refused.stderr


def test_a_warehouse_that_somebody_has_open_is_refused(crm: Capturer, tmp_path: Path) -> None:
    console = RotatingConsole(crm.url, tmp_path)

    with crm.open(read_only=True):
        refused = console.rotate("--apply")

    assert refused.returncode == BusyError.exit_status
    assert "is open in process" in refused.stderr


@pytest.mark.parametrize("snapshots", range(5))
def test_a_source_that_goes_away_leaves_the_warehouse_and_is_gone_on_with(
    crm: Capturer, snapshots: int
) -> None:
    before = crm.landed()
    opened = failing(crm, snapshots)
    try:
        RotationCourse(work_on(crm, source=opened)).complete()
    except SourceUnreachableError:
        assert crm.landed() == before
        assert {found.verdict for found in crm.verify("contacts")} == {"equal"}
        crm.run("contacts")  # with the former key, as before
        rotated = rotate(crm)
    else:
        rotated = replace(crm, key=NEW)

    assert {found.verdict for found in rotated.verify("accounts", "contacts", "users")} == {"equal"}
    with rotated.open(read_only=True) as warehouse:
        assert warehouse.columns_with_tokens(FORMER.key_id) == ()


def test_models_that_fail_leave_the_warehouse_as_it_was(crm: Capturer) -> None:
    before = crm.landed()

    def fail(_: Path) -> None:
        raise CheckFailedError("a model failed")

    with pytest.raises(CheckFailedError):
        rotate(crm, finish=fail)

    assert crm.landed() == before
    assert rotate(crm).verify("contacts")[0].verdict == "equal"


def test_another_crm_is_refused(crm: Capturer, mariadb: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    stranger = captured_tiny_crm(mariadb, other)
    run(mariadb, stranger.url, "update users set id = concat('x', id)")
    before = crm.landed()

    with pytest.raises(ConfigurationError, match="not the CRM"):
        rotate(crm, source=stranger.snapshot)

    assert crm.landed() == before
    assert not successor_of(crm.path).exists()


def test_what_changed_and_went_since_the_last_pass_is_told(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "update accounts set name = 'other' where id = 'accounts-1'",
        "update contacts set last_name = 'other' where id = 'contacts-1'",
        "delete from contacts where id = 'contacts-2'",
    )

    rotated = rotate(crm)

    versions = "select name, _valid_to is null from history.accounts where id = 'accounts-1'"
    assert rotated.rows(f"{versions} order by _valid_from") == [("v1", False), ("other", True)]
    gone = rotated.rows(
        "select last_name, _removed_reason from landing.contacts where _removed_at is not null"
    )
    assert gone == [(None, "hard_deleted")]
    ended = "select id, last_name from history.contacts where _valid_to is not null"
    assert rotated.rows(ended) == [("contacts-2", None)]
    (token,) = rotated.rows("select last_name from history.contacts where id = 'contacts-1'")
    assert token[0].startswith(f"name:{NEW.key_id}:")


def test_a_table_that_the_source_lost_is_kept_without_tokens(crm: Capturer, mariadb: Any) -> None:
    columns = "id char(36) primary key, last_name varchar(99), status varchar(99)"
    run(
        mariadb,
        crm.url,
        f"create table leads ({columns})",
        "insert into leads values ('lead-1', 'Doe', 'New'), ('lead-2', 'Roe', 'Dead')",
    )
    crm.run()
    run(mariadb, crm.url, "drop table leads")

    rotated = rotate(crm)

    kept = [("lead-1", None, "New"), ("lead-2", None, "Dead")]
    for schema in ("landing", "history"):
        rows = rotated.rows(f"select id, last_name, status from {schema}.leads order by id")
        assert rows == kept


def test_a_table_that_ops_or_recon_has_beside_ours_is_carried(crm: Capturer) -> None:
    token = f"name:{FORMER.key_id}:{'0' * 32}"
    with crm.open() as warehouse:
        warehouse._connection.execute(
            "create table ops.remembered as select 'contacts-7' as row_key; "
            f"create table recon.decisions as select 'break-1' as break_id, '{token}' as party"
        )

    rotated = rotate(crm)

    assert rotated.rows("select row_key from ops.remembered") == [("contacts-7",)]
    assert rotated.rows("select break_id, party from recon.decisions") == [("break-1", None)]


@pytest.mark.parametrize("left", ["of another key", "cut short", "with a log"])
def test_what_an_earlier_rotation_left_does_not_matter(crm: Capturer, left: str) -> None:
    beside = successor_of(crm.path)
    if left == "of another key":
        with pytest.raises(SourceUnreachableError):
            rotate(crm, new=OTHER, source=failing(crm, 3))
        assert find_in_tree(beside.parent, [f":{OTHER.key_id}:"])
    elif left == "cut short":
        beside.parent.mkdir()
        beside.write_bytes(crm.path.read_bytes()[:5000])
    else:
        beside.parent.mkdir()
        shutil.copy(crm.path, beside)
        beside.with_name(f"{beside.name}.wal").write_bytes(b"no log at all")

    rotated = rotate(crm)

    assert {found.verdict for found in rotated.verify("accounts", "contacts", "users")} == {"equal"}
    assert not beside.parent.exists()
    with rotated.open(read_only=True) as warehouse:
        assert warehouse.columns_with_tokens(OTHER.key_id) == ()


def test_a_log_that_a_killed_run_left_is_part_of_the_warehouse(
    crm: Capturer, tmp_path: Path
) -> None:
    killed = replace(crm, path=tmp_path / "killed" / "warehouse.duckdb")
    killed.path.parent.mkdir()
    with crm.open() as warehouse:
        warehouse._connection.execute(
            "create table recon.decisions as select 'break-1' as break_id"
        )
        for suffix in ("", ".wal"):
            shutil.copy(f"{crm.path}{suffix}", f"{killed.path}{suffix}")

    rotated = rotate(killed)

    assert rotated.rows("select break_id from recon.decisions") == [("break-1",)]
    assert [path.name for path in killed.path.parent.iterdir()] == [killed.path.name]


def test_tokens_that_were_copied_into_the_crm_are_named(crm: Capturer, mariadb: Any) -> None:
    (token,) = crm.rows("select last_name from landing.contacts limit 1")[0]
    run(mariadb, crm.url, f"update accounts set name = '{token}' where id = 'accounts-1'")
    crm.run()

    with pytest.raises(ConfigurationError, match=r"landing\.accounts\.name"):
        rotate(crm)

    assert crm.verify("accounts")[0].verdict == "equal"


def test_reports_with_old_tokens_go_and_what_is_not_ours_is_named(
    crm: Capturer, console: RotatingConsole
) -> None:
    token = f"name:{FORMER.key_id}:{'0' * 32}"
    ours = console.home / "recon" / "2026-03"
    foreign = console.home / "notes.txt"
    clean = console.home / "recon" / "2026-02" / "items.csv"
    for path, text in {ours / "items.csv": token, foreign: token, clean: "nothing"}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    rotate(crm)  # killed before it could tidy

    tidied = console.rotate("--apply")

    assert tidied.returncode == 0, tidied.stderr
    assert f"removed: {ours}" in tidied.stdout
    assert f"not ours, look at it yourself: {foreign}" in tidied.stdout
    assert not ours.exists()
    assert clean.exists()
    assert foreign.exists()


def test_a_key_that_was_there_before_makes_its_tokens_again(crm: Capturer) -> None:
    before = crm.landed()

    rotated = rotate(crm)
    between = rotated.landed()
    rotate(crm, former=NEW, new=FORMER)

    assert crm.landed() == before != between
    with crm.open(read_only=True) as warehouse:
        assert [each.key_id for each in warehouse.key_rotations()] == [
            FORMER.key_id,
            NEW.key_id,
        ]
        warehouse.check_key(FORMER.key_id, FORMER.check_value)
        with pytest.raises(KeyMaterialError, match="was rotated to"):
            warehouse.check_key(NEW.key_id, NEW.check_value)


def test_two_keys_share_no_token(genuine_url: str, tmp_path: Path) -> None:
    tables = ("contacts", "contacts_audit", "email_addresses", "leads", "users")
    tokens = []
    for name, key in {"one": FORMER, "other": NEW}.items():
        home = Capturer(genuine_url, tmp_path / f"{name}.duckdb", key=key)
        home.run(*tables)
        values = {
            value
            for rows in home.landed().values()
            for row in rows
            for value in row.values()
            if isinstance(value, str) and f":{key.key_id}:" in value
        }
        tokens.append({value.rsplit(":", 1)[1] for value in values})

    assert all(len(found) > 100 for found in tokens)
    assert tokens[0].isdisjoint(tokens[1])
