"""Each error number of the server means: try again, refused with a remedy, or wrong."""

from __future__ import annotations

import pymysql
import pytest

from suitehouse.errors import (
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
    TableAlteredError,
)
from suitehouse.source.address import parse_address
from suitehouse.source.faults import source_error, source_faults

ADDRESS = parse_address("mysql+pymysql://reader:hunter2@db.example.com/crm")


@pytest.mark.parametrize(
    "number",
    [
        *(2002, 2003, 2006, 2013, 2055, 1040, 1047, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1205),
        *(1213, 1226, 1317, 1412, 1927, 1969, 3024, 3032, 3169, 4031),
    ],
)
def test_what_may_pass_by_itself_is_transient(number: int) -> None:
    assert isinstance(source_error(ADDRESS, number, "contacts"), SourceUnreachableError)


def test_packets_out_of_order_are_a_broken_connection() -> None:
    with pytest.raises(SourceUnreachableError), source_faults(ADDRESS, "contacts"):
        raise pymysql.err.InternalError("Packet sequence number wrong - got 3 expected 1")


@pytest.mark.parametrize("number", [1412, 1054, 1146])
def test_a_table_that_is_not_as_the_catalogue_said_was_altered(number: int) -> None:
    error = source_error(ADDRESS, number, "contacts")

    assert type(error) is TableAlteredError
    assert "'contacts'" in str(error)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (1045, "password or user"),
        (1044, "GRANT SELECT ON `crm`.* TO 'reader'"),
        (1142, "GRANT SELECT ON `crm`.`contacts` TO 'reader'"),
        (1143, "GRANT SELECT ON `crm`.`contacts` TO 'reader'"),
        (1049, "no database 'crm'"),
        (1130, "allow the host"),
    ],
)
def test_a_refusal_names_its_remedy(number: int, remedy: str) -> None:
    error = source_error(ADDRESS, number, "contacts")

    assert isinstance(error, SourceRefusedError)
    assert remedy in str(error)
    assert "hunter2" not in str(error)


def test_any_other_number_names_the_table_and_not_the_servers_words() -> None:
    with pytest.raises(SourceError) as raised, source_faults(ADDRESS, "contacts"):
        raise pymysql.err.ProgrammingError(1064, "near 'Jane Doe'")

    assert type(raised.value) is SourceError
    assert "1064" in str(raised.value)
    assert "contacts" in str(raised.value)
    assert "Jane" not in str(raised.value)


def test_a_broken_socket_is_transient() -> None:
    with pytest.raises(SourceUnreachableError), source_faults(ADDRESS):
        raise ConnectionResetError
