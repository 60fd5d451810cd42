"""SuiteCRM's encodings are undone once, and only where SuiteCRM applies them."""

from __future__ import annotations

import json

import polars as pl
import pytest

from suitehouse.contracts.model import TableContract
from suitehouse.source.decode import decode, multi_select


def contract(kind: str, **columns: str) -> TableContract:
    return TableContract.model_validate(
        {
            "table": "things",
            "kind": kind,
            "description": "Things.",
            "owner": "team:test",
            "key": ["id"],
            "lane": "full",
            "columns": {
                "id": {"type": "char(36)", "treatment": "keep", "description": "Key"},
                **{
                    name: {
                        "type": source_type.partition("/")[0],
                        "decode": source_type.partition("/")[2] or "plain",
                        "treatment": "keep",
                        "description": name,
                    }
                    for name, source_type in columns.items()
                },
            },
        }
    )


def test_zero_dates_become_null_and_are_counted() -> None:
    things = contract("base", born="date", seen="datetime", note="varchar(20)")
    frame = pl.DataFrame(
        {
            "id": ["1", "2", "3"],
            "born": ["0000-00-00", "1980-01-02", None],
            "seen": ["2024-01-02 03:04:05", "0000-00-00 00:00:00", "0000-00-00 00:00:00"],
            "note": ["0000-00-00", "x", None],
        }
    )

    decoded = decode(frame, things)

    assert decoded.zero_dates == 3
    assert decoded.frame["born"].to_list() == [None, "1980-01-02", None]
    assert decoded.frame["seen"].to_list() == ["2024-01-02 03:04:05", None, None]
    assert decoded.frame["note"].to_list() == ["0000-00-00", "x", None], "text is no date"


def test_entities_of_custom_tables_are_decoded_once() -> None:
    frame = pl.DataFrame(
        {"id": ["1"], "text_c": ["A &amp; B &lt;b&gt; &amp;lt; &quot;q&quot; &#039;s"]}
    )

    decoded = decode(frame, contract("custom", text_c="text"))

    assert decoded.frame["text_c"].item() == 'A & B <b> &lt; "q" \'s'


def test_entities_of_base_tables_are_left_alone() -> None:
    frame = pl.DataFrame({"id": ["1"], "name": ["R&amp;D"]})

    assert decode(frame, contract("base", name="varchar(50)")).frame["name"].item() == "R&amp;D"


def test_columns_and_order_stay() -> None:
    things = contract("custom", born_c="date", choice_c="text/multienum")
    frame = pl.DataFrame({"id": ["1"], "born_c": ["0000-00-00"], "choice_c": ["^a^"]})

    assert decode(frame, things).frame.columns == ["id", "born_c", "choice_c"]


def test_a_column_that_the_source_lacks_is_no_matter() -> None:
    assert decode(pl.DataFrame({"id": ["1"]}), contract("base", born="date")).zero_dates == 0


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("^a^,^b^", ["a", "b"]),
        ("^one two^", ["one two"]),
        ("^^", []),
        ("", []),
        ("plain", ["plain"]),
        ("^a,b^,^c^", ["a,b", "c"]),
        ('^q"uote^,^back\\slash^,^line\nbreak^', ['q"uote', "back\\slash", "line\nbreak"]),
    ],
)
def test_multi_selects_become_json_arrays(stored: str, expected: list[str]) -> None:
    value = pl.DataFrame({"v": [stored]}).select(multi_select(pl.col("v"))).item()

    assert json.loads(value) == expected


def test_a_multi_select_that_is_null_stays_null() -> None:
    frame = pl.DataFrame({"v": [None]}, schema={"v": pl.String})

    assert frame.select(multi_select(pl.col("v"))).item() is None
