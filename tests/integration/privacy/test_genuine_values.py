"""Masking everything a genuine SuiteCRM holds lets no name, address, number or e-mail through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl
import pytest
from genuine import journal, replay

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.demo.connection import connect
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.person_names import PersonNames
from suitehouse.source.quoting import quote

pytestmark = pytest.mark.integration

PERSONAL = {"name", "email", "phone", "address"}
# Kept by policy; leads and quotes hold the same names in columns that are masked.
ORGANISATIONS = {
    ("accounts", "name"),
    ("accounts_audit", "before_value_string"),
    ("accounts_audit", "after_value_string"),
}
# Shorter values ("Cancel" is a last name in the data) occur inside other words.
SHORTEST = 8


def plain_frames(url: str) -> dict[str, pl.DataFrame]:
    with connect(url) as connection, connection.cursor() as cursor:
        frames = {}
        for table, contract in load_contracts().items():
            names = [column.name for column in contract.columns]
            texts = ", ".join(f"cast({quote(name)} as char)" for name in names)
            cursor.execute(f"select {texts} from {quote(table)}")
            schema = dict.fromkeys(names, pl.String)
            frames[table] = pl.DataFrame(list(cursor.fetchall()), schema=schema, orient="row")
        return frames


def personal_values(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    values: set[str] = set()
    for table, contract in load_contracts().items():
        for column in contract.columns:
            if column.privacy_class in PERSONAL and not column.is_readable:
                texts = frames[table][column.name].drop_nulls().str.strip_chars().str.to_lowercase()
                values.update(text for text in texts if len(text) >= SHORTEST)
    return values


def names_of(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(first="first_name", last="last_name")


def readable(frame: pl.DataFrame, contract: TableContract) -> Iterator[pl.Series]:
    for column in contract.landed:
        values = frame[column.name].drop_nulls().unique().str.to_lowercase()
        # The domain of an e-mail may be read, that is what the treatment is for.
        yield values.str.replace("@.*$", "") if column.treatment == "domain" else values


def test_no_personal_value_survives(genuine_copy: str) -> None:
    replay(genuine_copy, journal())
    frames = plain_frames(genuine_copy)
    needles = sorted(personal_values(frames))
    masker = Masker(MaskingKey(bytes(range(32))))
    masker.know(None, PersonNames([names_of(frames[table]) for table in ("contacts", "users")]))

    leaking = {
        (table, values.name)
        for table, contract in load_contracts().items()
        for values in readable(masker.mask(frames[table], contract), contract)
        if values.str.contains_any(needles).any()
    }

    assert len(needles) > 1_000
    assert frames["contacts_audit"].height > 50
    assert leaking <= ORGANISATIONS
