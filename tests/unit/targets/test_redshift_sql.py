"""What is said to Redshift, word for word, and that a parser of its SQL reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlglot
from deliveries import relation, shipment

from suitehouse.errors import ConfigurationError
from suitehouse.targets._receipts import RECEIPTS, note_receipts, read_receipts
from suitehouse.targets._redshift_dialect import RedshiftDialect
from suitehouse.targets._shape import Alterations
from suitehouse.targets.protocol import Column, Relation, View

SQL = RedshiftDialect()
LANDED = Relation("landing", "Things", (Column("ID", "VARCHAR"), Column("n", "BIGINT")), ("ID",))
VERSIONS = replace(LANDED, schema="history")
MART = Relation("marts", "people", (Column("n", "DECIMAL(26,6)"),))


def test_a_table_lies_by_its_key_and_names_are_folded() -> None:
    assert SQL.create_table(LANDED) == (
        'create table "landing"."things" ("id" varchar(65535), "n" bigint) '
        'diststyle key distkey ("id") sortkey ("id")'
    )


def test_what_is_staged_lies_where_its_table_does() -> None:
    assert SQL.create_stage(LANDED, "stage") == (
        'create temporary table stage ("id" varchar(65535), "n" bigint) '
        'diststyle key distkey ("id") sortkey ("id")'
    )


def test_a_table_of_several_keys_is_distributed_by_the_first() -> None:
    pairs = replace(LANDED, key=("n", "ID"))

    assert SQL.create_table(pairs).endswith('diststyle key distkey ("n") sortkey ("n", "id")')


def test_a_table_without_a_key_is_left_to_redshift() -> None:
    assert SQL.create_table(MART) == 'create table "marts"."people" ("n" numeric(26,6))'


def test_landing_is_merged_in_one_statement() -> None:
    assert SQL.merge(LANDED, "stage") == (
        'merge into "landing"."things" using stage as s on "landing"."things"."id" = s."id" '
        'when matched then update set "n" = s."n" '
        'when not matched then insert ("id", "n") values (s."id", s."n")',
    )


def test_versions_that_share_a_key_are_deleted_and_inserted() -> None:
    assert SQL.merge(VERSIONS, "stage") == (
        'delete from "history"."things" using stage where "history"."things"."id" = stage."id"',
        'insert into "history"."things" ("id", "n") select "id", "n" from stage',
    )


def test_nothing_is_truncated_since_that_would_commit() -> None:
    assert SQL.empty(MART) == 'delete from "marts"."people"'


def test_rows_are_copied_by_a_role() -> None:
    said = SQL.copy("stage", ("ID", "n"), "s3://bucket/a'b/", "arn:aws:iam::1:role/reader")

    assert said == (
        "copy stage (\"id\", \"n\") from 's3://bucket/a''b/' "
        "iam_role 'arn:aws:iam::1:role/reader' format as parquet"
    )
    assert "iam_role default format" in SQL.copy("stage", ("n",), "s3://bucket/a/", "default")


def test_times_are_copied_as_text_and_cast() -> None:
    names, times = ("id", "at"), {"at"}

    assert SQL.create_texts("stage", names, times, "made") == (
        'create temporary table made as select "id", cast(null as varchar(16)) as "at" '
        "from stage where 1 = 0"
    )
    assert SQL.insert_texts("stage", names, times, "made") == (
        'insert into stage ("id", "at") select "id", cast("at" as time) from made'
    )


def test_a_backslash_in_a_text_is_one() -> None:
    assert SQL.text("a\\b'c") == "'a\\\\b''c'"


def test_a_view_binds_late_and_folds_its_names() -> None:
    view = View("staging", "Stg", 'create view staging."Stg" as select "Id" from landing.things;')

    assert SQL.create_view(view) == (
        'CREATE VIEW "staging"."stg" AS SELECT "id" FROM "landing"."things" with no schema binding'
    )


def test_names_that_differ_by_case_alone_are_refused() -> None:
    alike = replace(LANDED, columns=(*LANDED.columns, Column("N", "BIGINT")))

    with pytest.raises(ConfigurationError, match=r"landing\.Things.*alone \(n, N\)"):
        SQL.check_names(alike)


def test_a_name_of_more_than_127_bytes_is_refused() -> None:
    SQL.check_names(replace(LANDED, name="ä" * 63 + "x"))
    with pytest.raises(ConfigurationError, match="127 bytes"):
        SQL.check_names(replace(LANDED, name="ä" * 64))


def test_redshift_reads_all_that_is_said() -> None:
    things = relation()
    said = [
        *(SQL.create_table(each) for each in (things, MART, RECEIPTS)),
        SQL.create_stage(things, "stage"),
        SQL.drop_stage("stage"),
        *SQL.alter(things, Alterations(("id",), (Column("id", "BIGINT"),))),
        SQL.empty(things),
        *SQL.merge(things, "stage"),
        *SQL.merge(replace(things, schema="history"), "stage"),
        SQL.insert(things, "stage"),
        SQL.copy("stage", ("id",), "s3://bucket/prefix/", "arn:aws:iam::1:role/reader"),
        SQL.create_texts("stage", ("id", "at"), {"at"}, "made"),
        SQL.insert_texts("stage", ("id", "at"), {"at"}, "made"),
        SQL.add_column(things, Column("x", "DECIMAL(38,0)")),
        SQL.drop_column(things, "x"),
        SQL.find_schema("landing"),
        SQL.tables_of([things, MART]),
        SQL.totals(things),
        SQL.contents(things),
        read_receipts(SQL),
        *note_receipts(SQL, [shipment([]).receipt]),
    ]

    for statement in said:
        tree = sqlglot.parse_one(statement, read="redshift")
        assert not isinstance(tree, sqlglot.exp.Command), statement
