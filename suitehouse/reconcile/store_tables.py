"""The tables that every reconciliation reads, and the word types that keep them narrow.

A word of a fixed list takes a byte and not sixteen, which of millions of rows is most of the memory
and much of the time. Words order as they are listed, so whoever sorts by one casts it to text. What
compares one with a literal for millions of rows casts that, by the macros: SQL would cast each row.

What only some systems say of a row is in `details`, and only of the rows of which they do: a column
takes as much where it is empty as where it is filled.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import suitehouse.reconcile.crm as crm_package
import suitehouse.reconcile.passes as pass_package
from suitehouse.discovery import names_in
from suitehouse.ledger.item import ItemKind, PaymentStatus, Side
from suitehouse.reconcile.outcome import Status

# The forms in which a key is compared; each is a match pass's evidence.
FORMS: Final = ("exact", "normalised", "party", "name", "email", "title")


def _words(name: str, words: Iterable[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"create type {name} as enum ({listed});\n"


TYPES: Final = "".join(
    (
        _words("side_word", Side),
        _words("ledger_word", ("", *names_in(crm_package))),
        _words("kind_word", ItemKind),
        _words("settled_word", PaymentStatus),
        _words("form_word", FORMS),
        _words("outcome_word", Status),
        _words("pass_word", names_in(pass_package)),
        "create macro kind_named(word) as cast(word as kind_word);",
        "create macro form_named(word) as cast(word as form_word);",
        "create macro settled(word) as cast(word as settled_word);",
    )
)
TABLES: Final = """
create table items (
    item integer, ledger ledger_word, side side_word, kind kind_word, file smallint, line integer,
    source_id varchar, has_own_id boolean, "on" date, amount decimal(38, 5), currency varchar,
    compared decimal(38, 5), asked_in varchar, tax decimal(38, 5), status settled_word,
    label varchar, set_aside varchar, row_hash varchar,
);
create table details (
    item integer, fee decimal(38, 5), net decimal(38, 5), open_amount decimal(38, 5),
    link varchar, payout varchar,
);
create table keys (item integer, form form_word, key varchar);
create table files (
    file smallint, place integer, name varchar, system varchar, product varchar, format varchar
);
"""
