"""A masking key is replaced: no old token is left, and all that they joined still joins."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from captures import Capturer
from genuine import journal, load_genuine, replay
from rotations import FORMER, NEW, RotatingConsole, joins, landed_rows

from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration

HISTORY = """
    select id, _valid_from, _valid_to, status, lead_source, deleted from history.leads
    order by all
"""


@pytest.fixture(scope="module")
def captured(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> RotatingConsole:
    """The genuine company, captured before and after its ten days."""
    url = mariadb.fresh_database()
    load_genuine(url)
    console = RotatingConsole(url, tmp_path_factory.mktemp("captured") / "home")
    assert console("capture").returncode == 0
    replay(url, journal())
    assert console("sweep").returncode == 0
    return console


@pytest.fixture(scope="module")
def rotated(captured: RotatingConsole, tmp_path_factory: pytest.TempPathFactory) -> RotatingConsole:
    """The same with another key."""
    home = tmp_path_factory.mktemp("rotated") / "home"
    shutil.copytree(captured.home, home)
    console = RotatingConsole(captured.url, home)
    done = console.rotate("--apply")
    assert done.returncode == 0, done.stderr
    assert "dagster" not in done.stderr
    assert "set SUITEHOUSE_MASKING_KEY=env:NEW_TEST_KEY" in done.stdout
    return console


def both(captured: RotatingConsole, rotated: RotatingConsole, look: Callable[[Capturer], Any]):
    """What one finds before and after."""
    return look(captured.capturer(FORMER)), look(rotated.capturer(NEW))


def test_no_token_of_the_former_key_is_anywhere(
    captured: RotatingConsole, rotated: RotatingConsole
) -> None:
    assert find_in_tree(captured.home, [f":{FORMER.key_id}:"])
    assert find_in_tree(rotated.home, [f":{FORMER.key_id}:"]) == ()
    assert find_in_tree(rotated.home, [f":{NEW.key_id}:"])
    left = sorted(path.name for path in rotated.home.iterdir())
    assert left == ["logs", "warehouse.duckdb", "writer.lock"]


def test_what_tokens_joined_they_join(captured: RotatingConsole, rotated: RotatingConsole) -> None:
    before, after = both(captured, rotated, joins)

    assert after == before
    assert all(sizes for sizes in before.values())
    assert before["names in history"] != [(0,)]


def test_every_row_is_as_it_was_but_for_its_tokens(
    captured: RotatingConsole, rotated: RotatingConsole
) -> None:
    before, after = both(captured, rotated, landed_rows)

    assert after == before


def test_the_source_is_equal_to_it_and_the_former_key_refused(rotated: RotatingConsole) -> None:
    with_former = [rotated(name) for name in ("verify", "capture", "sweep")]
    copy = RotatingConsole(rotated.url, rotated.home)
    copy.use_new_key()
    verified = copy("verify", "--json")

    assert {row["verdict"] for row in json.loads(verified.stdout)} == {"equal"}
    assert [done.returncode for done in with_former] == [2, 2, 2]
    for done in with_former:
        assert f"was rotated to masking key {NEW.key_id}" in done.stderr
        assert "set SUITEHOUSE_MASKING_KEY to the new one" in done.stderr


def test_history_keeps_its_ranges_and_empties_ended_tokens(
    captured: RotatingConsole, rotated: RotatingConsole
) -> None:
    before, after = both(captured, rotated, lambda found: found.rows(HISTORY))
    tokens = (
        "select count(*), count(last_name), count(*) filter (last_name like 'name:{id}:%') "
        "from history.leads where _valid_to is {which}"
    )
    ended = rotated.capturer(NEW).rows(tokens.format(id=NEW.key_id, which="not null"))
    lasting = rotated.capturer(NEW).rows(tokens.format(id=NEW.key_id, which="null"))

    assert after == before
    assert ended[0][0] > 0
    assert ended[0][1] == 0
    assert lasting[0][0] == lasting[0][1] == lasting[0][2]


def test_removed_rows_stay_removed_without_their_tokens(
    captured: RotatingConsole, rotated: RotatingConsole
) -> None:
    before, after = both(
        captured,
        rotated,
        lambda found: found.rows(
            "select id, _removed_at, _removed_reason, lead_source from landing.contacts "
            "where _removed_at is not null order by id"
        ),
    )
    tokens = rotated.capturer(NEW).rows(
        "select count(nullif(last_name, '')), count(_digest) from landing.contacts "
        "where _removed_at is not null"
    )

    assert before
    assert after == before
    assert tokens == [(0, 0)]


@pytest.mark.parametrize("table", ["runs", "table_loads", "clocks", "sweeps"])
def test_what_passes_noted_comes_first_and_in_its_order(
    captured: RotatingConsole, rotated: RotatingConsole, table: str
) -> None:
    before, after = both(
        captured,
        rotated,
        lambda found: found.rows(f"select * from ops.{table} order by rowid"),
    )

    assert before
    assert [repr(row) for row in after[: len(before)]] == [repr(row) for row in before]


def test_the_keys_are_shown_without_a_secret(rotated: RotatingConsole) -> None:
    shown = json.loads(rotated("keys", "show", "--json").stdout)

    assert shown["key_id"] == NEW.key_id
    assert shown["check_value"] == NEW.check_value
    assert [each["key_id"] for each in shown["former_keys"]] == [FORMER.key_id]
    told = rotated("keys", "show").stdout
    for key in (FORMER, NEW):
        assert key.token_key not in told
    assert rotated.environment["NEW_TEST_KEY"] not in told


def test_it_is_done_once(rotated: RotatingConsole) -> None:
    again = rotated.rotate("--apply")
    new_in_use = RotatingConsole(rotated.url, rotated.home)
    new_in_use.use_new_key()
    refused = new_in_use.rotate("--apply")

    assert again.returncode == 0, again.stderr
    assert f"the warehouse has key {NEW.key_id} already" in again.stdout
    assert refused.returncode == 2
    assert "which the warehouse has already" in refused.stderr
