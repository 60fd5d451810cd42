"""The dbt project, unchanged, on an emulator of Snowflake: it passes whole, twice.

Its landing tables are those that a delivery makes, and its marts are DuckDB's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from building import Project
from clouds import Cloud, Outcome, assert_same, assert_whole, builds, failed, unread
from everything import MARTS, supply
from snowflake_emulator import emulated_connect, emulator

from suitehouse.targets._snowflake_access import access_of
from suitehouse.targets.protocol import Target
from suitehouse.targets.snowflake import SnowflakeTarget

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning"
)

# A database of its own: others deliver into the same emulator.
DATABASE = "modelled"
LOGIN = {
    "ACCOUNT": "emulated",
    "USER": "me",
    "PASSWORD": "secret",
    "ROLE": "r",
    "WAREHOUSE": "w",
    "DATABASE": DATABASE,
}
URL = f"snowflake://me:secret@emulated/{DATABASE}?warehouse=w&role=r"


@pytest.fixture(scope="module")
def there(here: Project) -> Iterator[Target]:
    """A target that was supplied with the same rows."""
    with closing(SnowflakeTarget(access_of(URL), emulated_connect)) as target:
        supply(here.warehouse, target)
        yield target


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snowflake")


@pytest.fixture(scope="module")
def outcomes(there: Target, work: Path) -> Sequence[Mapping[str, Outcome]]:
    """What dbt said of each model and test, at the first build and at the second."""
    assert "landing.accounts" in there.receipts()
    return builds(Cloud("snowflake", LOGIN, emulator()), work)


def test_every_model_is_built_and_no_test_fails(
    outcomes: Sequence[Mapping[str, Outcome]], work: Path
) -> None:
    first, second = outcomes

    assert_whole(first, work)
    assert failed(first) == set()
    assert failed(second) == set()


def test_a_parser_of_snowflakes_sql_reads_all_of_it(
    outcomes: Sequence[Mapping[str, Outcome]],
) -> None:
    assert unread(outcomes[0], "snowflake") == set()


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.usefixtures("outcomes")
def test_a_mart_is_duckdbs_row_by_row(mart: str, here: Project, there: Target) -> None:
    assert_same(mart, here, there, f"marts.{mart}")
