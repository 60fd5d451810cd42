"""A home after all that may happen to it: nobody of the CRM and no secret is in any of its files.

One copy of the demo's home sees runs that fail (wrong password, wrong key, exports that cannot be
read, a model that fails), a reconciliation and an erasure. What they printed is searched too. The
inputs are left out: the private MariaDB and the exports, which other systems gave.
"""

from __future__ import annotations

import base64
import csv
import gzip
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from books import charge, quickbooks, stripe
from demo_run import Demo, call
from pyarrow import parquet

from suitehouse.demo.books.canaries import EXPORT_CARDS, QUICKBOOKS, STRIPE, export_canaries
from suitehouse.demo.connection import connect
from suitehouse.demo.planting import CANARY_DOMAIN, CARD_NUMBERS
from suitehouse.demo.server import private_mariadb
from suitehouse.privacy.canaries import canary, find_in_tree
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker

# The demo that it stands on takes minutes, and so does this.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(2400)]

ROOT = Path(__file__).parents[2]
# Every canary ends alike, so one needle stands for all: twenty times as fast.
ANY_CANARY = canary("contacts", "last_name")[-6:]
PASSWORD, WRONG_PASSWORD = "r3ader-p4ssw0rd", "wr0ng-p4ssw0rd"
WRONG_KEY = bytes(range(7, 39)).hex()
CARDS = [*CARD_NUMBERS.values(), *(text for _, text in EXPORT_CARDS.values())]
TYPED = f"{canary('broken', 'cell')} {canary('broken', 'mail')}@{CANARY_DOMAIN}"
MAIN = "from pipelines.cli import main; main()"
LEAK = "Zq7planted7leak"


def _cut_workbook(folder: Path) -> bytes:
    path = folder / "whole.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<si><t>{TYPED}</t></si>" * 20)
    return path.read_bytes()[:-60]


def broken_exports(folder: Path) -> dict[str, bytes]:
    """Files of which nothing can be used, each with canaries where it breaks."""
    row = "03/10/2026,Invoice,INV-1,{0},{0},,{1},0.00"
    header = f"payment_metadata[{TYPED}]"
    return {
        "broken_amount.csv": quickbooks(row.format(TYPED, TYPED)),
        "broken_date.csv": quickbooks(row.format(TYPED, "1.00").replace("03/10/2026", TYPED)),
        "too_many_cells.csv": quickbooks(f"{row.format(TYPED, '1.00')},{TYPED},{TYPED}"),
        "broken_charge.csv": stripe(charge(TYPED, TYPED, gross=TYPED)),
        "broken_currency.csv": stripe(charge("txn_1", TYPED).replace(",usd,", f",{TYPED},")),
        "unclosed.csv": quickbooks(row.format(f'"{TYPED}', "1.00")),
        "control.csv": quickbooks(row.format(f"{TYPED}\x07", "1.00")),
        "wide.csv": f"{header},{TYPED}\n{TYPED},{TYPED}\n".encode("utf-16"),
        "unreadable.xlsx": _cut_workbook(folder),
        "unreadable.csv": _cut_workbook(folder),
        "web_page.csv": f"<html><body>{TYPED}</body></html>".encode(),
    }


@dataclass(slots=True)
class Home:
    """A demo's home that commands are called on; what they print is kept in files beside it."""

    home: Path
    said: Path
    environment: dict[str, str] = field(default_factory=dict)
    _calls: int = 0

    @property
    def exports(self) -> Path:
        return self.home / "exports"

    @property
    def inputs(self) -> list[Path]:
        return [self.home / "demo" / "mariadb", self.exports]

    def __call__(self, *arguments: str, status: int, code: Path = ROOT) -> str:
        """Run the console script, of another copy of the code where one is given."""
        settings = "".join(
            f"os.environ[{name!r}] = {value!r}; " for name, value in self.environment.items()
        )
        program = f"import os, sys; {settings}sys.path.insert(0, {str(code)!r}); {MAIN}"
        done = call(self.home, [sys.executable, "-c", program, *arguments])
        self._keep(done)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def _keep(self, done: subprocess.CompletedProcess[str]) -> None:
        self._calls += 1
        (self.said / f"{self._calls}.out").write_text(done.stdout)
        (self.said / f"{self._calls}.err").write_text(done.stderr)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the CRM holds alone under an address, and what it holds of them."""

    address: str
    values: tuple[str, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """A home after everything; `told` is what each step said."""

    home: Home
    person: Person
    held_before: bool
    told: dict[str, str]


def code_with_a_failing_model(folder: Path) -> Path:
    """Copy the code and let the mart of people take a token for a number."""
    for name in ("suitehouse", "assets", "resources", "pipelines", "warehouse_models"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "dagster.yaml"):
        shutil.copy(ROOT / name, folder / name)
    (model,) = folder.glob("warehouse_models/models/marts/**/people.sql")
    text = model.read_text(encoding="utf-8")
    wrapped = f"select * from (\n{text}\n) where cast(email_token as integer) > 0\n"
    model.write_text(wrapped, encoding="utf-8")
    return folder


def person_of(home: Path, url: str, exports: Path) -> Person:
    """Return a payer of the Stripe report, as the CRM has them."""
    with (exports / "stripe_payout_reconciliation.csv").open(encoding="utf-8") as file:
        payers = {row["customer_email"].lower() for row in csv.DictReader(file)}
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select lower(e.email_address), c.phone_mobile, c.phone_work, "
            "c.primary_address_street from contacts c "
            "join email_addr_bean_rel r on r.bean_id = c.id "
            "join email_addresses e on e.id = r.email_address_id "
            "where c.deleted = 0 and r.deleted = 0 and e.deleted = 0 and r.primary_address = 1 "
            "and 1 = (select count(distinct x.bean_id) from email_addr_bean_rel x "
            "where x.email_address_id = e.id) order by 1"
        )
        address, *values = next(row for row in cursor.fetchall() if row[0] in payers)
    (token,) = Masker(MaskingKey.from_reference(f"file:{home / 'masking.key'}")).token(
        "email", pl.Series([address])
    )
    return Person(address, tuple(value for value in values if len(value or "") >= 8), token)


@pytest.fixture(scope="module")
def home(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the demo's home: others read the demo's own."""
    folder = tmp_path_factory.mktemp("leaks")
    shutil.copytree(demo.home, folder / "var", symlinks=True)
    said = folder / "said"
    said.mkdir()
    (said / "demo.out").write_text(demo.printed)
    return Home(folder / "var", said)


@pytest.fixture(scope="module")
def aftermath(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    """Everything that is to leave nothing, in one home."""
    with private_mariadb(home.home / "demo" / "mariadb") as url:
        _let_a_reader_in(url)
        told = _fail_at_the_source(home, url)
        _break_exports(home, tmp_path_factory.mktemp("broken"))
        told["broken exports"] = home("reconcile", status=1)
        code = code_with_a_failing_model(tmp_path_factory.mktemp("code"))
        told["failing model"] = home("run", "--tables", "contacts", status=1, code=code)
        _mend_exports(home)
        told["reconciled"] = home("reconcile", status=0)
        person = person_of(home.home, url, home.exports)
        held = bool(find_in_tree(home.home, [person.token], skip=home.inputs))
        told["erased"] = home("erase", "--email", person.address, "--apply", status=0)
    return Aftermath(home, person, held, told)


def _fail_at_the_source(home: Home, url: str) -> dict[str, str]:
    """Make passes and runs with a wrong password, then with a wrong key."""
    told = {}
    key = f"file:{home.home / 'masking.key'}"
    wrong = url.replace("root@", f"reader:{WRONG_PASSWORD}@")
    home.environment = {"SUITEHOUSE_SOURCE_URL": wrong, "SUITEHOUSE_MASKING_KEY": key}
    told["wrong password"] = home("capture", "--tables", "accounts", status=3)
    told["wrong password, run"] = home("run", "--tables", "accounts", status=3)
    home.environment = {
        "SUITEHOUSE_SOURCE_URL": url.replace("root@", f"reader:{PASSWORD}@"),
        "SUITEHOUSE_MASKING_KEY": "env:WRONG_KEY",
        "WRONG_KEY": WRONG_KEY,
    }
    told["wrong key"] = home("capture", "--tables", "accounts", status=2)
    told["wrong key, run"] = home("run", "--tables", "accounts", status=2)
    home.environment = {}
    return told


def _let_a_reader_in(url: str) -> None:
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"create or replace user reader@localhost identified by '{PASSWORD}'")
        cursor.execute("grant select on *.* to reader@localhost")


def _break_exports(home: Home, folder: Path) -> None:
    for name, raw in broken_exports(folder).items():
        (home.exports / name).write_bytes(raw)


def _mend_exports(home: Home) -> None:
    for path in home.exports.iterdir():
        if path.name not in {f"{QUICKBOOKS}.csv", f"{STRIPE}.csv"}:
            path.unlink()


def test_each_thing_went_wrong_as_it_should(aftermath: Aftermath, tmp_path: Path) -> None:
    told = aftermath.told

    assert "the password or user in SUITEHOUSE_SOURCE_URL is wrong" in told["wrong password"]
    assert "the password or user in SUITEHOUSE_SOURCE_URL is wrong" in told["wrong password, run"]
    assert "masking key" in told["wrong key"]
    assert "masking key" in told["wrong key, run"]
    for name in broken_exports(tmp_path):
        assert f"not used: {name}" in told["broken exports"]
    assert "people" in told["failing model"]
    assert told["reconciled"].count("card number refused: ") == len(EXPORT_CARDS)
    assert aftermath.held_before


def test_nobody_and_no_secret_is_in_any_file_or_in_what_was_printed(aftermath: Aftermath) -> None:
    home, person = aftermath.home, aftermath.person
    key = (home.home / "masking.key").read_text(encoding="utf-8").strip()
    needles = [ANY_CANARY, *CARDS, PASSWORD, WRONG_PASSWORD, WRONG_KEY, key, *person.values]
    for_key = [home.home / "masking.key"]

    found = find_in_tree(home.home, needles, skip=[*home.inputs, *for_key])
    printed = find_in_tree(home.said, needles)

    assert found == ()
    assert printed == ()
    assert ANY_CANARY == "canary"
    assert len(person.values) > 1
    # In no file; the user typed it, so the command may say it back.
    assert find_in_tree(home.home, [person.address, person.token], skip=home.inputs) == ()


def test_the_inputs_held_it_all(aftermath: Aftermath) -> None:
    exports = aftermath.home.exports
    needles = [*export_canaries(QUICKBOOKS).values(), *export_canaries(STRIPE).values()]
    needles += [text for _, text in EXPORT_CARDS.values()]

    found = {each.needle for each in find_in_tree(exports, [*needles, aftermath.person.address])}

    assert found == {*needles, aftermath.person.address}


def _append(path: Path, leak: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"\n" + leak)


def _into_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"create table main.leak as select if(i = 777, '{LEAK}', 'name ' || i) as n "
            "from range(9000) t(i)"
        )


def _into_wal(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute(f"create table main.logged as select '{LEAK}' as n")


def _into_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table leak (body text)")
        connection.execute("insert into leak values (?)", (f"{'x' * 9000}{LEAK}",))
    connection.close()


def _into_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{LEAK}</t>")


# A kind of file, where the home has one (None: it may have one), and how a leak gets into it.
KINDS: dict[str, tuple[str | None, Callable[[Path], object]]] = {
    "warehouse": ("warehouse.duckdb", _into_duckdb),
    "published copy": ("published/suitehouse.duckdb", _into_duckdb),
    "write-ahead log": (None, _into_wal),
    "runs of Dagster": ("dagster/history/runs.db", _into_sqlite),
    "events of a run": ("dagster/history/runs/*-*.db", _into_sqlite),
    "schedules": ("dagster/schedules/schedules.db", _into_sqlite),
    "log": ("logs/suitehouse.jsonl", lambda path: _append(path, LEAK.upper().encode())),
    "dbt's log": ("dbt/dbt.log", lambda path: _append(path, LEAK.lower().encode())),
    "dbt's results": (
        "dbt/run_results.json",
        lambda path: _append(path, base64.b64encode(b"x" + LEAK.encode())),
    ),
    "Data Docs": (
        "quality/data_docs/index.html",
        lambda path: _append(path, LEAK.encode("utf-16-le")),
    ),
    "report": (
        "recon/latest/report.html",
        lambda path: _append(path, LEAK.encode().hex().encode()),
    ),
    "items": ("recon/latest/items.csv", lambda path: _append(path, LEAK.encode())),
    "certificate": ("erasures/*.json", lambda path: _append(path, LEAK.encode("utf-16-be"))),
    "workbook": (None, _into_workbook),
    "spool": (
        None,
        lambda path: parquet.write_table(pa.table({"n": [LEAK]}), path, compression="zstd"),
    ),
    "compute log": (None, lambda path: path.write_bytes(gzip.compress(LEAK.encode()))),
}


def test_a_leak_in_any_kind_of_file_would_have_been_found(aftermath: Aftermath) -> None:
    home = aftermath.home.home
    assert find_in_tree(home, [LEAK], skip=aftermath.home.inputs) == ()

    planted = dict(_plant_everywhere(home))

    found = {each.path for each in find_in_tree(home, [LEAK], skip=aftermath.home.inputs)}
    assert {kind for kind, path in planted.items() if path not in found} == set()
    assert len(planted) == len(KINDS)


def _plant_everywhere(home: Path) -> Iterator[tuple[str, Path]]:
    for kind, (pattern, plant) in KINDS.items():
        name = kind.replace(" ", "_")
        path = next(home.glob(pattern)) if pattern else home / "planted" / name
        path.parent.mkdir(exist_ok=True)
        plant(path)
        yield kind, path
