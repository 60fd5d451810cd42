"""The doctor without a source: key, warehouse, disk, exports, and what an error becomes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from deliveries import shipment

from suitehouse.checkups import disk as disk_checkup
from suitehouse.checkups.disk import disk
from suitehouse.checkups.exports import exports
from suitehouse.checkups.masking_key import masking_key
from suitehouse.checkups.native_code import native_code
from suitehouse.checkups.targets import targets
from suitehouse.checkups.warehouse import warehouse
from suitehouse.checkups.warehouse_key import warehouse_key
from suitehouse.doctor import Examination, Finding, examine, is_fit
from suitehouse.errors import KeyMaterialError, SourceUnreachableError
from suitehouse.operations.clock import system_clock
from suitehouse.privacy.keys import generate_key_file
from suitehouse.settings import Policy, Settings
from suitehouse.source.current_url import ReadUrl
from suitehouse.targets.opening import open_target
from suitehouse.targets.protocol import Receipt, View
from suitehouse.warehouses.opening import open_file

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@contextmanager
def no_source(_settings: Settings) -> Iterator[ReadUrl]:
    raise SourceUnreachableError("The CRM's server does not answer; start it.")
    yield str


def examination(home: Path, **settings: str) -> Examination:
    return Examination(
        Settings(home=home, **settings),  # type: ignore[arg-type]
        Policy(),
        no_source,
        lambda _: f"file:{home / 'masking.key'}",
        system_clock,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_each_warehouse_beside_the_writer_is_asked(home: Path) -> None:
    file = f"duckdb:///{home}/second.duckdb"
    away = "postgresql://me:secret@127.0.0.1:1/db"
    asked = examination(home, warehouse_url=f"{away} {file} oracle://x")

    found = list(targets(asked))

    assert [each.level for each in found] == ["fail", "ok", "fail"]
    assert "postgresql://127.0.0.1:1/db" in found[0].message
    assert "answers and holds nothing" in found[1].message
    assert "secret" not in str(found)
    assert list(targets(examination(home))) == []


def test_views_are_no_tables_that_a_target_holds(home: Path) -> None:
    file = f"duckdb:///{home}/second.duckdb"
    shipped = shipment([{"id": "1"}])
    views = Receipt("staging", "(views)", "1", "", "0a1b2c3d", "writer", 0, NOON)
    with closing(open_target(file)) as target:
        target.deliver([shipped])
        target.show([View("staging", "v", "create view staging.v as select 1 as x")], views)

    (found,) = targets(examination(home, warehouse_url=f"duckdb:///{home}/w.duckdb {file}"))

    assert "holds 1 table, the last of" in found.message


def levels(findings: Iterator[Finding]) -> list[str]:
    return [each.level for each in findings]


def test_every_subject_is_looked_at_and_an_error_is_a_finding(home: Path) -> None:
    generate_key_file(home / "masking.key")
    asked = examination(home)

    found = examine(
        asked.settings, asked.policy, open_source=no_source, key_reference=asked.key_reference
    )

    subjects = {each.subject for each in found}
    assert subjects == {"disk", "exports", "masking key", "native code", "source", "warehouse"}
    assert [each for each in found if each.subject == "source"] == [
        Finding("fail", "source", "The CRM's server does not answer; start it.")
    ]
    assert not is_fit(found)
    assert is_fit(each for each in found if each.subject != "source")


def test_a_missing_key_is_a_failure_that_says_what_to_set(home: Path) -> None:
    asked = examination(home)

    found = examine(
        asked.settings, asked.policy, open_source=no_source, key_reference=asked.key_reference
    )

    (missing,) = [each for each in found if each.subject == "masking key"]
    assert missing.level == "fail"
    assert "masking.key" in missing.message


def test_a_private_random_key_is_fine(home: Path) -> None:
    generate_key_file(home / "masking.key")

    assert levels(masking_key(examination(home))) == ["ok"]


def test_a_key_that_others_can_read_or_that_was_typed_is_a_warning(home: Path) -> None:
    path = home / "masking.key"
    path.write_text("a long phrase, typed by a person in a hurry")
    path.chmod(0o644)

    found = list(masking_key(examination(home)))

    assert levels(iter(found)) == ["ok", "warn", "warn"]
    assert found[2].remedy == f"run: chmod 600 {path}"
    assert "phrase" not in str(found)


def test_another_key_than_the_warehouses_is_a_failure(home: Path) -> None:
    key = generate_key_file(home / "masking.key")
    made = open_file(home / "warehouse.duckdb")
    made.claim("0badc0de", "another", NOON)
    made.close()

    found = list(masking_key(examination(home)))

    assert levels(iter(found)) == ["ok", "fail"]
    assert "0badc0de" in found[1].message
    assert key.key_id in found[1].message


def test_the_warehouses_own_key_is_fine(home: Path) -> None:
    key = generate_key_file(home / "masking.key")
    made = open_file(home / "warehouse.duckdb")
    made.claim(key.key_id, key.check_value, NOON)
    made.close()

    assert levels(masking_key(examination(home))) == ["ok"]


def with_warehouse_key(home: Path) -> Examination:
    path = home / "warehouse.key"
    path.write_text(bytes(range(60, 92)).hex())
    path.chmod(0o600)
    return examination(home, warehouse_key=f"file:{path}")


def test_a_warehouse_key_that_others_can_read_is_told(home: Path) -> None:
    asked = with_warehouse_key(home)
    private = levels(warehouse_key(asked))
    (home / "warehouse.key").chmod(0o644)

    assert private == ["ok"]
    assert levels(warehouse_key(asked)) == ["ok", "warn"]
    assert levels(warehouse_key(examination(home))) == []


def test_a_snapshot_from_before_the_warehouse_key_is_a_failure(home: Path) -> None:
    asked = with_warehouse_key(home)
    asked.settings.published_path.parent.mkdir()
    open_file(asked.settings.published_path).close()

    with pytest.raises(KeyMaterialError, match="suitehouse keys encrypt"):
        list(warehouse_key(asked))


def test_a_warehouse_that_is_not_there_is_not_made(home: Path) -> None:
    (found,) = warehouse(examination(home / "not" / "yet"))

    assert found.level == "ok"
    assert list(home.iterdir()) == []


def test_a_home_below_a_file_is_a_failure(home: Path) -> None:
    (home / "file").touch()

    assert levels(warehouse(examination(home / "file" / "home"))) == ["fail"]


def test_a_warehouse_opens_and_damage_is_reported(home: Path) -> None:
    path = home / "warehouse.duckdb"
    open_file(path).close()
    fine = levels(warehouse(examination(home)))
    path.write_bytes(b"not a database" * 1000)

    found = examine(
        Settings(home=home), Policy(), open_source=no_source, key_reference=lambda _: "env:X"
    )

    assert fine == ["ok"]
    assert [each.level for each in found if each.subject == "warehouse"] == ["fail"]


@pytest.mark.parametrize(("free_gib", "level"), [(50, "ok"), (0.7, "warn"), (0.1, "fail")])
def test_room_on_the_disk(
    home: Path, monkeypatch: pytest.MonkeyPatch, free_gib: float, level: str
) -> None:
    free = SimpleNamespace(free=int(free_gib * (1 << 30)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)

    assert levels(disk(examination(home / "not" / "yet"))) == [level]
    assert disk_checkup.RESERVE_BYTES == 1 << 30


def test_exports_folder(home: Path) -> None:
    missing = levels(exports(examination(home)))
    set_and_missing = levels(exports(examination(home, exports_url=str(home / "gone"))))
    (home / "exports").mkdir()
    empty = levels(exports(examination(home)))
    (home / "exports" / "invoices.csv").touch()
    filled = levels(exports(examination(home)))

    assert (missing, set_and_missing, empty, filled) == (["warn"], ["fail"], ["warn"], ["ok"])


def test_the_compiled_parts_work_here(home: Path) -> None:
    assert levels(native_code(examination(home))) == ["ok", "ok"]
