from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from benchmarks import limits, peers
from benchmarks.__main__ import candidates
from benchmarks.company import SHARES, made_up
from benchmarks.contacts import contacts
from benchmarks.figures import Line, Run, floor_seconds, lines_of
from benchmarks.measure import Cost
from benchmarks.modes import MODES, chosen_modes
from benchmarks.peer import CHANGED_FROM, Peer
from benchmarks.report import Result, as_markdown, table
from benchmarks.targets import outcomes
from benchmarks.without_history import load_contracts as without_history
from suitehouse.contracts.model import load_contracts
from suitehouse.discovery import objects_in


def _run(
    name: str, seconds: float, *, number: int = 1, failure: str = "", mode: str = "full"
) -> Run:
    cost = Cost(
        seconds=seconds,
        client_cpu_seconds=seconds / 2,
        server_cpu_seconds=0.5,
        peak_rss_mb=100 + seconds,
        load=1.0,
        failure=failure,
    )
    return Run(name, f"about {name}", mode, number, cost, failure)


def test_every_peer_and_limit_is_a_file_that_bears_its_name() -> None:
    found = {**objects_in(peers), **objects_in(limits)}

    assert {"suitehouse", "dlt_connectorx", "sling", "ingestr", "read_and_drop"} <= found.keys()
    assert all(isinstance(peer, Peer) for peer in found.values())


def test_every_foreign_package_is_pinned() -> None:
    found = {**objects_in(peers), **objects_in(limits)}

    pins = [pin for peer in found.values() for pin in peer.requirements]

    assert pins
    assert all("==" in pin for pin in pins)


def test_peers_are_chosen_by_the_beginning_of_their_names_and_suitehouse_always() -> None:
    chosen = candidates(["dlt"])

    names = {name for name, (kind, _) in chosen.items() if kind == "peers"}
    assert names == {"dlt_connectorx", "dlt_pyarrow", "suitehouse"}


def test_modes_are_chosen_by_name_in_the_order_in_which_the_source_changes() -> None:
    assert [mode.name for mode in chosen_modes("incremental,full")] == ["full", "incremental"]
    assert chosen_modes("") == MODES
    with pytest.raises(SystemExit, match="vacuum"):
        chosen_modes("vacuum")


def test_every_mode_is_a_work_of_suitehouse_and_stands_on_another() -> None:
    suitehouse = objects_in(peers)["suitehouse"]

    for mode in MODES:
        assert getattr(suitehouse, mode.work) is not None
        assert mode.stands_on in {"", *(other.name for other in MODES)}


def test_an_unknown_peer_is_refused() -> None:
    with pytest.raises(SystemExit, match="'fivetran'"):
        candidates(["fivetran"])


def test_a_line_is_the_fastest_and_median_run_over_the_fastest_of_suitehouse() -> None:
    runs = [
        _run("suitehouse", 4.0),
        _run("suitehouse", 5.0, number=2),
        _run("sling", 12.0),
        _run("sling", 10.0, number=2),
        _run("sling", 30.0, number=3),
    ]

    suitehouse, sling = lines_of(runs, "full")

    assert suitehouse == Line("suitehouse", "about suitehouse", 2, 4.0, 4.5, 2.0, 0.5, 105.0, 1.0)
    assert sling == Line("sling", "about sling", 3, 10.0, 12.0, 5.0, 0.5, 130.0, 2.5)


def test_a_failed_run_counts_nowhere_and_is_reported() -> None:
    runs = (_run("suitehouse", 4.0), _run("sling", 1.0, failure="landed too few rows"))

    page = as_markdown(Result(datetime(2026, 1, 2, tzinfo=UTC), 1000, "10.11", runs, ()))

    assert [line.name for line in lines_of(runs, "full")] == ["suitehouse"]
    assert "- sling, full run 1: landed too few rows" in page


def test_the_table_gives_rows_per_second_and_ratios() -> None:
    lines = lines_of([_run("suitehouse", 4.0), _run("sling", 10.0)], "full")

    assert table(lines, 200_000).splitlines()[2:] == [
        "| about suitehouse | 1 | 4.00 | 4.00 | 2.00 | 0.50 | 104 | 50 | 1.00 |",
        "| about sling | 1 | 10.00 | 10.00 | 5.00 | 0.50 | 110 | 20 | 2.50 |",
    ]


def test_the_floor_is_the_parts_cpu_over_the_cores() -> None:
    lines = lines_of([_run("read_and_drop", 1.0), _run("insert_alone", 6.0)], "full")

    assert floor_seconds(lines, cores=2) == (0.5 + 0.5 + 3.0) / 2
    assert floor_seconds(lines[:1], cores=2) is None


def test_contacts_are_the_contracts_columns_and_always_the_same() -> None:
    (chunk,) = contacts(50)

    assert chunk.columns == [column.name for column in load_contracts()["contacts"].columns]
    assert chunk["date_modified"].max() < CHANGED_FROM
    digest = sha256(chunk.write_csv().encode()).hexdigest()
    assert digest == "dd82bf0e84ec69e186d51604e2196dabf8db02d98e18593aace568072f4d4b3a"


def test_contacts_come_in_chunks_without_a_repeated_id() -> None:
    chunks = list(contacts(50_010))

    assert [chunk.height for chunk in chunks] == [50_000, 10]
    assert set(chunks[0]["id"]).isdisjoint(chunks[1]["id"])


def test_the_other_tables_are_twice_as_many_rows_as_contacts() -> None:
    assert sum(SHARES.values()) == 200
    assert SHARES.keys() <= load_contracts().keys()


@pytest.mark.parametrize("table", sorted(set(load_contracts()) - {"contacts"}))
def test_made_up_rows_have_the_contracts_columns_and_keys_of_their_own(table: str) -> None:
    contract = load_contracts()[table]

    (chunk,) = made_up(contract, 60, 7)

    assert chunk.columns == [column.name for column in contract.columns]
    assert chunk.select(contract.key).n_unique() == 60


def test_contracts_without_history_are_otherwise_the_same() -> None:
    assert any(contract.history for contract in load_contracts().values())
    for name, contract in without_history().items():
        assert contract == load_contracts()[name].model_copy(update={"history": False})


def test_targets_are_ratios_in_one_measurement() -> None:
    runs = [
        _run("suitehouse", 4.0),
        _run("dlt_connectorx", 6.0),
        _run("sling", 12.0),
        _run("suitehouse", 3.0, mode="sweep"),
        _run("server_digest", 2.0, mode="sweep"),
        _run("suitehouse", 3.4, mode="heal"),
    ]

    found = {each.what: (round(each.measured, 3), each.is_met) for each in outcomes(runs)}

    assert found == {
        "full: wall of about dlt_connectorx / suitehouse": (1.5, True),
        "full: wall of about sling / suitehouse": (3.0, False),
        "sweep: wall / the server's digest alone": (1.5, False),
        "heal: seconds beyond an equal sweep": (0.4, True),
        "full: peak RSS in MB": (104.0, True),
        "sweep: peak RSS in MB": (103.0, True),
        "heal: peak RSS in MB": (103.4, True),
    }


def test_a_server_that_took_too_little_to_be_counted_is_no_target() -> None:
    quick = [
        replace(run, cost=replace(run.cost, server_cpu_seconds=0.0))
        for run in (_run("suitehouse", 0.1), _run("read_and_drop", 0.1))
    ]

    assert [each.what for each in outcomes(quick)] == ["full: peak RSS in MB"]
