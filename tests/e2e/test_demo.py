"""`suitehouse demo` from an empty folder: everything works, nothing personal is left behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from demo_run import Demo, suitehouse

from suitehouse.demo.planting import CARD_NUMBERS
from suitehouse.privacy.canaries import canary, find_in_tree
from suitehouse.privacy.card_guard import holds_card_number

pytestmark = pytest.mark.e2e


def test_every_table_is_proven_equal_at_the_end(demo: Demo) -> None:
    assert "sweep: 162 of 162 tables proven equal to the CRM" in demo.printed
    assert "verify: 162 of 162 tables equal the CRM" in demo.printed


def test_every_planted_break_is_found(demo: Demo) -> None:
    planted = json.loads((demo.home / "demo" / "planted_breaks.json").read_text())
    lines = [line.split() for line in demo.printed.splitlines() if line.startswith(" the ")]

    counts = [(int(line[-3]), int(line[-2]), line[-1]) for line in lines]

    assert [found for _, found, _ in counts] == [wanted for wanted, _, _ in counts]
    assert sum(wanted for wanted, _, _ in counts) == len(planted) > 30
    assert {foots for _, _, foots in counts} == {"yes"}


def test_the_files_it_names_are_there(demo: Demo) -> None:
    named = re.findall(rf"^  ({re.escape(str(demo.home))}\S*)", demo.printed, re.MULTILINE)

    assert len(named) == 5
    assert all(Path(path).exists() for path in named)


def test_no_server_is_left_running(demo: Demo) -> None:
    wanted = f"--datadir={demo.home}".encode()
    running = [path for path in Path("/proc").glob("[0-9]*/cmdline") if _holds(path, wanted)]

    assert running == []


def _holds(path: Path, wanted: bytes) -> bool:
    try:
        return wanted in path.read_bytes()
    except OSError:
        return False


def test_no_personal_value_is_in_any_file_that_it_leaves(demo: Demo) -> None:
    # Every canary ends alike, so one needle stands for all: twenty times as fast.
    ending = canary("contacts", "last_name")[-6:]
    mariadb, exports = demo.home / "demo" / "mariadb", demo.home / "exports"

    found = find_in_tree(demo.home, [ending], skip=[mariadb, exports])

    assert ending == "canary"
    assert found == ()
    assert len(find_in_tree(exports, [ending])) == 2


def test_no_card_number_is_in_any_file_that_it_leaves(demo: Demo) -> None:
    cards = [text for text in CARD_NUMBERS.values() if holds_card_number(text)]

    found = find_in_tree(
        demo.home, cards, skip=[demo.home / "demo" / "mariadb", demo.home / "exports"]
    )

    assert len(cards) == len(CARD_NUMBERS)
    assert found == ()


def test_other_commands_work_on_the_demo_without_any_setting(demo: Demo) -> None:
    verified = suitehouse(demo.home, "verify", "--json")

    verdicts = {row["table"]: row["verdict"] for row in json.loads(verified.stdout)}
    assert verified.returncode == 0
    assert set(verdicts.values()) == {"equal"}


def test_a_warehouse_of_ones_own_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "warehouse.duckdb").write_bytes(b"mine")

    done = suitehouse(home, "demo", "--rows", "50")

    assert done.returncode == 2
    assert "which no demo made; nothing was touched" in done.stderr
    assert (home / "warehouse.duckdb").read_bytes() == b"mine"
