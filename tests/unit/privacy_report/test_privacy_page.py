"""The page holds what it is given, escaped, and stands alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from suitehouse.privacy_report.authorship import Change
from suitehouse.privacy_report.inventory import ColumnEntry
from suitehouse.privacy_report.page import PrivacyFacts, privacy_html
from suitehouse.privacy_report.scan import ScanResult
from suitehouse.privacy_report.small_groups import SmallGroup

NOW = datetime(2026, 11, 26, 3, 30, tzinfo=UTC)
CHANGE = Change(date(2026, 1, 2), "Ada", "abc123")
ENTRY = ColumnEntry("contacts", "last_name", "varchar(100)", "name", "token", "a <person>", CHANGE)
OPEN = replace(ENTRY, column="shoe_c", treatment="drop", reason="awaits a decision")
FACTS = PrivacyFacts(NOW, [ENTRY])


def test_a_column_has_class_treatment_reason_and_last_change() -> None:
    page = privacy_html(FACTS)

    for told in ("last_name", "varchar(100)", "token", "a &lt;person&gt;", "2026-01-02 Ada"):
        assert told in page
    assert "<person>" not in page


def test_the_page_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"(src|href)=|https?://|<script|@import", privacy_html(FACTS))


def test_a_scan_that_never_was_is_said() -> None:
    assert "Nobody has looked yet" in privacy_html(FACTS)


def test_what_a_scan_found_is_an_alarm() -> None:
    clean = ScanResult(NOW, 700, 31, {}, ())
    page = privacy_html(replace(FACTS, scan=clean))
    assert "None was found" in page

    leaking = replace(clean, hits={"logs/x.log": 2}, unopened=("a.zip",))
    page = privacy_html(replace(FACTS, scan=leaking))
    assert "logs/x.log: 2 found" in page
    assert "a.zip: could not be opened" in page
    assert "None was found" not in page


def test_small_groups_erasures_refusals_and_open_decisions_are_listed() -> None:
    page = privacy_html(
        replace(
            FACTS,
            entries=[ENTRY, OPEN],
            small_groups=[SmallGroup("people", "lawful_basis", 3, 7)],
            erasures=[{"erasure_id": "e-1", "tables": 4}],
            refusals={"notes": 12},
        )
    )

    for told in ("lawful_basis", "e-1", "notes", "shoe_c"):
        assert f"<td>{told}</td>" in page
