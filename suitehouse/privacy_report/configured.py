"""The report and the scan as the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from suitehouse.capturing.configured import opened
from suitehouse.contracts.model import CONTRACT_FOLDER, load_contracts
from suitehouse.demo.home import DemoHome
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.operations.private_files import private_files
from suitehouse.privacy_report.authorship import last_changes
from suitehouse.privacy_report.inventory import entries
from suitehouse.privacy_report.page import PrivacyFacts, privacy_html
from suitehouse.privacy_report.scan import ScanResult, kept, personal_values, scan
from suitehouse.privacy_report.small_groups import small_groups
from suitehouse.settings import CapturePolicy, Settings
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.opening import is_there, open_configured
from suitehouse.warehouses.protocol import ArrowReadable

# The marts that are about people, and what names a person there.
PEOPLE: Mapping[str, str] = {"people": "person_id"}
_REFUSALS = (
    "select table_name, cast(sum(card_refusals) as bigint) as refused from ops.table_loads "
    "group by 1 having refused > 0 order by 1"
)
_HAS_ERASURES = (
    "select 1 from information_schema.tables where table_schema = 'ops' and table_name = 'erasures'"
)


def write_report(settings: Settings, to: Path, *, clock: Clock = system_clock) -> PrivacyFacts:
    """Write the page; what the warehouse knows is on it where there is one.

    Raises:
        SuitehouseError: The warehouse cannot be opened.
        OSError: The page cannot be written.
    """
    listed = entries(load_contracts(), CONTRACT_FOLDER, last_changes)
    facts = PrivacyFacts(clock(), listed, scan=kept(settings.home), **_known(settings))
    with private_files():
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(privacy_html(facts), encoding="utf-8")
    return facts


def scan_configured(settings: Settings, *, most: int, clock: Clock = system_clock) -> ScanResult:
    """Look for up to `most` values of each masked column of the CRM in every file of the home.

    Raises:
        SuitehouseError: The source or the warehouse cannot be read.
    """
    with opened(settings, CapturePolicy(), access="read") as places, places.source() as snapshot:
        sought = personal_values(snapshot, load_contracts(), most)
    demo = DemoHome(settings.home)  # its company and exports are sources, not what runs leave
    key = FileKey.from_setting(settings.warehouse_key)
    return scan(
        settings.home,
        sought,
        skip=[demo.server_home, demo.exports],
        at=clock(),
        open_database=lambda path: connect_file(path, key),
    )


def _known(settings: Settings) -> dict[str, Any]:
    if not is_there(settings):
        return {}
    warehouse = open_configured(settings, access="read")
    with closing(warehouse):
        return {
            "key_id": known.key_id if (known := warehouse.known_key()) else None,
            "refusals": dict(_rows(warehouse, _REFUSALS)),
            "erasures": _erasures(warehouse),
            "small_groups": small_groups(warehouse, PEOPLE),
        }


def _rows(warehouse: ArrowReadable, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in warehouse.read(query).to_pylist()]


def _erasures(warehouse: ArrowReadable) -> list[dict[str, Any]]:
    if not warehouse.read(_HAS_ERASURES).num_rows:
        return []
    return list(warehouse.read("from ops.erasures order by 2").to_pylist())
