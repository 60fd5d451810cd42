"""`suitehouse reconcile` against a real warehouse file with the contracts' own landing types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from books import Invoice, charge, quickbooks, stripe
from landed_home import make_landing

from suitehouse.warehouses.opening import open_file

RECORDS = (
    """insert into ops.watermarks by name select 'aos_invoices' as table_name,
        timestamp '2026-04-01 08:00' as snapshot_at""",
    """insert into ops.sweeps by name select 'one' as run_id, 'aos_invoices' as table_name,
        timestamp '2026-04-01 07:00' as started_at, timestamp '2026-04-01 07:10' as finished_at,
        timestamp '2026-04-01 07:00' as snapshot_at, 3 as source_rows, 3 as warehouse_rows,
        'proven' as status""",
    """insert into ops.quarantine by name select 'two' as run_id, 'aos_invoices' as table_name,
        'id-2' as row_key, 'status' as column_name, 'does_not_fit' as reason, 1 as row_count,
        false as is_rest, timestamp '2026-03-11 06:00' as noticed_at""",
    """update landing.aos_invoices set _removed_at = timestamp '2026-03-20 09:30',
        _removed_reason = 'hard_deleted' where id = 'id-1'""",
)
SCRIPT = Path(sys.executable).with_name("suitehouse")
INVOICES = (Invoice(1, status="Paid"), Invoice(2, "75.10"))
ROWS = (
    "03/10/2026,Invoice,INV-1,Acme,,03/31/2026,100.00,0.00",
    "03/10/2026,Invoice,INV-2,Acme,,03/31/2026,75.10,75.10",
)


def _land(home: Path) -> None:
    """Make landing tables as capture does, and put invoices into them."""
    make_landing(home, ("aos_invoices", "currencies"))
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        for invoice in INVOICES:
            connection.execute(
                "insert into landing.aos_invoices (id, number, total_amount, currency_id,"
                " invoice_date, date_entered, status, deleted, _removed_at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                list(invoice.row),
            )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    _land(tmp_path)
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "invoices.csv").write_bytes(quickbooks(*ROWS, total="175.10"))
    (exports / "payouts.csv").write_bytes(stripe(charge("txn_1", "INV-1")))
    (tmp_path / "suitehouse.toml").write_text('[reconcile]\nbase_currency = "USD"\n')
    return tmp_path


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if "SUITEHOUSE" not in name}
    return subprocess.run(
        [SCRIPT, "reconcile", *arguments],
        cwd=home,
        env={**kept, "SUITEHOUSE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_sound_month_ends_with_zero_and_a_report(home: Path) -> None:
    done = _run(home, "--period", "2026-03")

    assert (done.returncode, done.stderr) == (0, "")
    out = home / "recon/2026-03"
    assert f"report: {out}/report.html" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == [
        "breaks.csv",
        "bridge.csv",
        "bridge_items.csv",
        "items.csv",
        "report.html",
        "suggestions.csv",
        "summary.json",
    ]


def test_running_twice_changes_no_byte(home: Path) -> None:
    _run(home, "--period", "2026-03", "--out", str(home / "one"))
    _run(home, "--period", "2026-03", "--out", str(home / "two"))

    for path in (home / "one").iterdir():
        assert path.read_bytes() == (home / "two" / path.name).read_bytes()


def test_a_program_can_read_the_result(home: Path) -> None:
    done = _run(home, "--period", "2026-03", "--json", "--exports", "exports", "--out", "result")

    result = json.loads(done.stdout)
    assert (result["foots"], result["report"]) == (True, "result/report.html")
    processor = result["reconciliations"][1]["sides"]["processor"]["USD"]
    assert processor["matched"] == {"count": 1, "amount": "100.00"}


def test_what_the_warehouse_noted_of_itself_is_told(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        for statement in RECORDS:
            connection.execute(statement)

    done = _run(home, "--period", "2026-03")
    again = _run(home, "--period", "2026-03", "--json", "--out", str(home / "again"))

    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "aos_invoices: Proven equal to SuiteCRM as it was on 2026-04-01 07:00 UTC, before the last"
        " capture on 2026-04-01 08:00 UTC; what was captured since is not proven. Run `suitehouse"
        " sweep`, then reconcile again. Rows in quarantine: 1. Tombstones of the period: 1."
    ) in done.stdout
    assert "currencies: Never proven equal to SuiteCRM; last captured: never." in done.stdout
    assert "not from the business: 1 break (crm_deleted)" in done.stdout
    assert "bridge: foots without files of: bank" in done.stdout
    result = json.loads(again.stdout)
    erp = result["reconciliations"][0]
    assert [shown["cause"] for shown in erp["not_from_the_business"]] == ["removed"]
    assert result["bridge"]["foots"] is True
    for name in ("summary.json", "bridge.csv", "bridge_items.csv", "breaks.csv", "report.html"):
        first, second = home / "recon/2026-03" / name, home / "again" / name
        assert first.read_bytes() == second.read_bytes()


def test_a_quarantined_file_ends_with_one_and_is_named(home: Path) -> None:
    (home / "exports/scan.csv").write_bytes(b"%PDF-1.7")

    done = _run(home, "--period", "2026-03")

    assert done.returncode == 1
    assert "not used: scan.csv: is a PDF, whatever its name says" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--period", "March"), "YYYY-MM"),
        (("--period", ""), "YYYY-MM"),
        (("--exports", "absent"), "no exports folder absent"),
        (("--exports", "s3://bucket"), "s3:// cannot be read yet"),
    ],
)
def test_misuse_ends_with_two_and_one_line(
    home: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = _run(home, *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("suitehouse: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("out", ["exports", "exports/deep/results", ".", "link", "link/results"])
def test_results_never_go_among_the_exports(home: Path, out: str) -> None:
    (home / "link").symlink_to("exports")
    before = sorted(path.name for path in (home / "exports").iterdir())

    done = _run(home, "--period", "2026-03", "--out", out)

    assert (done.returncode, done.stdout) == (2, "")
    assert "exports folder" in done.stderr
    assert "--out" in done.stderr
    assert sorted(path.name for path in (home / "exports").iterdir()) == before


def test_the_default_folder_of_results_cannot_hold_the_exports_either(home: Path) -> None:
    (home / "recon").mkdir()
    (home / "exports").rename(home / "recon/2026-03")

    done = _run(home, "--period", "2026-03", "--exports", "recon/2026-03")

    assert done.returncode == 2
    assert len(list((home / "recon/2026-03").iterdir())) == 2


def test_a_pipe_among_the_exports_is_named_and_ends_with_one(home: Path) -> None:
    os.mkfifo(home / "exports/pipe.csv")

    done = _run(home, "--period", "2026-03")

    assert done.returncode == 1
    assert "not used: pipe.csv: is not a regular file" in done.stdout


def test_without_a_warehouse_it_says_what_to_do(home: Path) -> None:
    (home / "warehouse.duckdb").unlink()

    done = _run(home)

    assert done.returncode in {2, 3}
    assert done.stderr.startswith("suitehouse: ")
    assert "capture" in done.stderr


def test_a_warehouse_without_invoices_says_what_to_do(home: Path) -> None:
    (home / "warehouse.duckdb").unlink()
    open_file(home / "warehouse.duckdb").close()

    done = _run(home)

    assert (done.returncode, done.stderr) == (1, "")
    for name in ("crm_invoices_to_erp", "crm_invoices_to_processor"):
        assert (
            f"fails: Not run: {name}. landing.aos_invoices is not in the warehouse" in done.stdout
        )
    assert "capture it with `suitehouse capture --tables aos_invoices`" in done.stdout
    assert "Nothing was reconciled" in done.stdout


def test_a_month_that_no_file_covers_ends_with_one_and_says_so(home: Path) -> None:
    done = _run(home, "--period", "2026-12")

    assert (done.returncode, done.stderr) == (1, "")
    assert "fails: No file of the ERP speaks for December 2026." in done.stdout
    assert "Not covered: no file of the ERP speaks for December 2026" in done.stdout


def test_the_console_says_what_the_result_stands_on(home: Path) -> None:
    done = _run(home, "--period", "2026-03")

    assert "Footed; CRM side not proven, 0 breaks to look at" in done.stdout
    assert "note: Persons' names and e-mail addresses were not compared" in done.stdout
    assert "set SUITEHOUSE_MASKING_KEY" in done.stdout


def test_the_help_shows_an_example(home: Path) -> None:
    done = _run(home, "--help")

    assert done.returncode == 0
    assert "suitehouse reconcile --period 2026-03" in " ".join(done.stdout.split())


def test_the_command_imports_no_orchestrator() -> None:
    code = (
        "import sys, pipelines.commands.reconcile, suitehouse.reconcile.output.writing;"
        "sys.exit('dagster' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
