"""The demo company: a SuiteCRM-shaped database that one seed makes, always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.areas.activity import activity
from suitehouse.demo.areas.billing import billing
from suitehouse.demo.areas.campaigns import campaigns
from suitehouse.demo.areas.catalogue import catalogue
from suitehouse.demo.areas.custom import custom
from suitehouse.demo.areas.email_graph import email_graph
from suitehouse.demo.areas.leads import leads
from suitehouse.demo.areas.people import people
from suitehouse.demo.areas.rest import rest
from suitehouse.demo.areas.sales import sales
from suitehouse.demo.areas.service import service
from suitehouse.demo.areas.targeting import targeting
from suitehouse.demo.areas.trail import trail
from suitehouse.demo.connection import Connection
from suitehouse.demo.draw import Draw
from suitehouse.demo.loading import load_frame
from suitehouse.demo.planting import plant
from suitehouse.demo.population import Population, Rows
from suitehouse.demo.schema import create_tables
from suitehouse.operations.clock import Clock, system_clock

DEFAULT_ROWS = 20_000
DEFAULT_SEED = 20_251_218
# In order: an area reads what the ones before it left.
_AREAS: tuple[Callable[[Population], Iterator[Rows]], ...] = (
    people,
    catalogue,
    campaigns,
    sales,
    leads,
    email_graph,
    billing,
    activity,
    targeting,
    service,
    trail,
    custom,
)


@dataclass(frozen=True, slots=True)
class CompanyReport:
    """What was built: rows of each table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """Rows of all tables together."""
        return sum(self.rows.values())


def build_company(
    connection: Connection,
    rows: int = DEFAULT_ROWS,
    seed: int = DEFAULT_SEED,
    clock: Clock = system_clock,
) -> CompanyReport:
    """Create every contract's table in an empty database and fill it.

    The same rows, seed and clock make the same content, row by row.

    Args:
        connection: To an empty database of a private server.
        rows: Number of contacts; all tables together hold about twelve times as many rows.
        seed: What fixes every draw.
        clock: Read once; the company's history ends at that instant.
    """
    create_tables(connection)
    loaded = {
        table: load_frame(connection, table, plant(table, frame))
        for table, frame in generate(rows, seed, clock)
    }
    return CompanyReport(loaded)


def generate(rows: int, seed: int, clock: Clock) -> Iterator[Rows]:
    """Yield every table's rows once, without any database."""
    now = clock().replace(microsecond=0, tzinfo=None)
    company = Population(Draw((seed, 0), now), rows)
    contracts = dict(load_contracts())
    for number, area in enumerate(_AREAS, start=1):
        company.draw = Draw((seed, number), now)  # a change in one area leaves the others alone
        for table, frame in area(company):
            contract = contracts.pop(table)
            company.frames.setdefault(table, frame.select(contract.key))
            yield table, frame
    company.draw = Draw((seed, 0), now)
    yield from rest(company, contracts.values())
