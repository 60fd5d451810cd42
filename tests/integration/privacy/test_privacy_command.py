"""`suitehouse privacy report` and `scan` as a data-protection officer runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from console import Console

pytestmark = pytest.mark.integration


@pytest.fixture
def console(genuine_url: str, isolated_home: Path) -> Console:
    """The console on a captured genuine database."""
    found = Console(genuine_url, isolated_home)
    assert found("capture").returncode == 0
    return found


def test_nobody_of_a_genuine_crm_is_found_in_what_a_pass_leaves(
    console: Console, isolated_home: Path
) -> None:
    scanned = console("privacy", "scan", "--most", "100000")

    assert scanned.returncode == 0, scanned.stdout
    assert "none found" in scanned.stdout
    assert int(scanned.stdout.split()[0]) > 1_000
    reported = console("privacy", "report")
    page = (isolated_home / "privacy.html").read_text(encoding="utf-8")
    assert reported.returncode == 0
    assert "None was found." in page
    assert (isolated_home / "privacy.html").stat().st_mode & 0o077 == 0


def test_a_person_in_a_forgotten_file_is_found_and_named_by_file_alone(
    console: Console, isolated_home: Path, mariadb: Any
) -> None:
    with mariadb.connect(console.url) as connection, connection.cursor() as cursor:
        cursor.execute("select email_address from email_addresses order by 1 limit 1")
        ((genuine_person,),) = cursor.fetchall()
    (isolated_home / "logs" / "forgotten.txt").write_text(f"called {genuine_person}")

    scanned = console("privacy", "scan", "--most", "100000")

    assert scanned.returncode == 1
    assert "logs/forgotten.txt: " in scanned.stdout
    assert genuine_person not in scanned.stdout + scanned.stderr
    assert genuine_person not in (isolated_home / "privacy" / "scan.json").read_text()


def test_the_report_needs_no_warehouse(isolated_home: Path) -> None:
    reported = Console(None, isolated_home)("privacy", "report", "--out", "page.html")

    assert reported.returncode == 0
    assert "Nobody has looked yet" in Path("page.html").read_text(encoding="utf-8")


def test_small_groups_of_people_are_counted(console: Console, isolated_home: Path) -> None:
    with duckdb.connect(str(isolated_home / "warehouse.duckdb")) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(
            "create table marts.people as select i as person_id, "
            "case when i < 3 then 'rare' else 'usual' end as lawful_basis from range(20) t(i)"
        )

    console("privacy", "report")

    page = (isolated_home / "privacy.html").read_text(encoding="utf-8")
    assert '<td>lawful_basis</td><td class="n">1</td><td class="n">3</td>' in page
    assert "rare" not in page
