"""What BigQuery is sent, in which order, and that it is GoogleSQL."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from deliveries import NOON, TYPED, VALUES, relation, shipment
from google.api_core.exceptions import NotFound

from suitehouse.errors import ConfigurationError, WarehouseError
from suitehouse.targets._bigquery_access import access_of
from suitehouse.targets._bigquery_dialect import BigQueryDialect
from suitehouse.targets._receipts import RECEIPTS, note_receipts
from suitehouse.targets._shape import alterations, shape_text
from suitehouse.targets.bigquery import BigQueryTarget
from suitehouse.targets.protocol import Column, Receipt, Relation, Shipment, View

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
SIMPLE = relation(PLAIN)
VERSIONS = replace(relation(PLAIN, schema="history"), columns=PLAIN)
ROWS = [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]
DIALECT = BigQueryDialect("project", "crm", "EU")


class FakeClient:
    """Remembers what it is asked, and has the tables that were made through it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.configs: list[Any] = []
        self.loaded: list[pa.Table] = []
        self.tables: dict[str, set[str]] = {}
        self.receipts: list[Receipt] = []
        self.lost_rows = 0
        self._credentials = SimpleNamespace(service_account_email="default")

    def query(self, sql: str, *, job_config: Any, **_: Any) -> Any:
        self.asked.append(sql)
        self.configs.append(job_config)
        self._note_made(sql)
        rows = [_as_row(each) for each in self.receipts] if "`receipts`" in sql else []
        found = rows if sql.startswith("select") else []
        return SimpleNamespace(result=lambda **_: found, total_bytes_processed=10_000)

    def _note_made(self, sql: str) -> None:
        words = sql.split("`")
        if sql.startswith("create schema"):
            self.tables.setdefault(words[3], set())
        elif sql.startswith("create") and len(words) > 5:
            self.tables[words[3]].add(words[5])

    def get_dataset(self, name: str, **_: Any) -> Any:
        if name.partition(".")[2] not in self.tables:
            raise NotFound("it is not there")
        return SimpleNamespace(location="EU")

    def list_tables(self, name: str, **_: Any) -> list[Any]:
        return [SimpleNamespace(table_id=each) for each in self.tables[name.partition(".")[2]]]

    def get_table(self, name: str, **_: Any) -> Any:
        return SimpleNamespace(schema=[], reference=name)

    def load_table_from_file(self, file: Any, table: str, *, job_config: Any) -> Any:
        self.asked.append(f"load {table}")
        self.configs.append(job_config)
        self.loaded.append(pq.read_table(file))
        rows = self.loaded[-1].num_rows - self.lost_rows
        return SimpleNamespace(result=lambda **_: None, output_rows=rows)

    def close(self) -> None:
        pass


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


def target_of(client: FakeClient, options: str = "") -> BigQueryTarget:
    access = access_of(f"bigquery://project/crm?location=EU{options}")
    return BigQueryTarget(access, lambda _: client)  # type: ignore[arg-type, return-value]


def beginnings(client: FakeClient) -> list[str]:
    """The first three words of each thing asked, questions about receipts left out."""
    return [" ".join(sql.split()[:3]) for sql in client.asked if not sql.startswith("select")]


def sent(shipments: list[Shipment], client: FakeClient) -> str:
    """The last script, after a first delivery of the same relations."""
    target = target_of(client)
    target.deliver([shipment(ROWS, each.relation) for each in shipments])
    client.receipts = [each.receipt for each in shipments]
    client.asked.clear()
    target.deliver(shipments)
    (script,) = (sql for sql in client.asked if sql.startswith("begin"))
    return script


def statements(script: str) -> list[str]:
    return script.removesuffix(";").split(";\n")


def test_a_first_fill_makes_says_unfinished_stages_loads_and_commits_once(
    client: FakeClient,
) -> None:
    target_of(client).deliver([shipment(ROWS, SIMPLE)])

    assert beginnings(client) == [
        "create schema if",
        "create schema if",
        "create table `project`.`crm_ops`.`receipts`",
        "begin transaction; delete",
        "create table `project`.`crm_landing`.`things`",
        "create or replace",
        client.asked[-3],
        "begin transaction; truncate",
        "drop table if",
    ]
    assert client.asked[-3].startswith("load project.crm_ops._stage_landing_things_")
    assert len(client.loaded) == 1


def test_a_replacement_empties_and_fills_with_its_receipt_in_one_script(
    client: FakeClient,
) -> None:
    script = statements(sent([shipment(ROWS, SIMPLE)], client))

    firsts = [statement.split("`")[0].strip() for statement in script]
    assert firsts == [
        "begin transaction",
        "truncate table",
        "insert into",
        "delete from",
        "insert into",
        "commit transaction",
    ]
    assert "`crm_ops`.`receipts`" in script[3]


def test_a_merge_of_landing_is_one_statement_and_rows_are_counted_before_it_counts(
    client: FakeClient,
) -> None:
    script = statements(sent([shipment(ROWS, SIMPLE, mode="merge", held=7)], client))

    assert [statement.split()[0] for statement in script] == [
        "begin",
        "merge",
        "select",
        "delete",
        "insert",
        "commit",
    ]
    assert "on t.`id` = s.`id`" in script[1]
    assert "`text` = s.`text`" in script[1]
    assert "`id` = s.`id`," not in script[1].partition("update set")[2]
    assert "if(held = 7" in script[2]


def test_versions_of_a_row_all_go_and_come(client: FakeClient) -> None:
    script = statements(sent([shipment(ROWS, VERSIONS, mode="merge")], client))

    assert [statement.split()[0] for statement in script[1:4]] == ["delete", "insert", "select"]


def test_relations_that_go_together_are_one_script(client: FakeClient) -> None:
    people = relation(PLAIN, schema="marts", name="people", key=())

    script = sent([shipment(ROWS, SIMPLE), shipment(ROWS, people)], client)

    assert script.count("begin transaction") == script.count("commit transaction") == 1
    assert script.count("truncate table") == 2


def test_too_few_rows_to_replace_are_noticed_before_anything_is_sent(client: FakeClient) -> None:
    target = target_of(client)

    with pytest.raises(WarehouseError, match=r"would hold 2 rows of landing\.things"):
        target.deliver([shipment(ROWS, SIMPLE, held=3)])

    assert not [sql for sql in client.asked if "truncate" in sql]
    assert client.asked[-1].startswith("drop table if exists `project`.`crm_ops`.`_stage_")


def test_rows_that_a_load_job_lost_are_noticed(client: FakeClient) -> None:
    client.lost_rows = 1

    with pytest.raises(WarehouseError, match="loaded 1 rows of 2"):
        target_of(client).deliver([shipment(ROWS, SIMPLE)])


def test_no_rows_need_no_load_job(client: FakeClient) -> None:
    target_of(client).deliver([shipment([], SIMPLE)])

    assert client.loaded == []
    assert "truncate" in client.asked[-2]


def test_every_job_is_labelled_and_limited(client: FakeClient) -> None:
    target_of(client, "&maximum_bytes_billed=5000").deliver([shipment(ROWS, SIMPLE)])

    assert {str(config.labels) for config in client.configs} == {"{'suitehouse': 'delivery'}"}
    limits = {getattr(config, "maximum_bytes_billed", None) for config in client.configs}
    assert limits == {5_000, None}  # load jobs have none, since they cost nothing


def test_bytes_that_statements_read_are_told(client: FakeClient) -> None:
    (cost,) = target_of(client).deliver([shipment(ROWS, SIMPLE)])

    statements_sent = sum(not sql.startswith("load") for sql in client.asked)
    assert cost.bytes == 10_000 * statements_sent
    assert cost.rows == 2


def test_stages_of_two_deliveries_have_two_names() -> None:
    names = {
        DIALECT.stage(shipment(ROWS, SIMPLE, version=version), 0) for version in ("1 a", "2 b")
    }

    assert len(names) == 2


def test_columns_are_added_where_none_goes() -> None:
    more = relation((*PLAIN, Column("fresh", "DECIMAL(26,6)")))

    assert list(DIALECT.alter(more, alterations(shape_text(SIMPLE.columns), more.columns))) == [
        "alter table `project`.`crm_landing`.`things` "
        "add column if not exists `fresh` numeric(26, 6)"
    ]


def test_a_column_that_goes_or_changes_makes_the_table_anew_from_itself() -> None:
    before = Relation("marts", "people", (*PLAIN, Column("old", "DATE")), ("id",))
    after = Relation("marts", "people", (PLAIN[0], Column("text", "BIGINT")), ("id",))

    assert list(DIALECT.alter(after, alterations(shape_text(before.columns), after.columns))) == [
        "create or replace table `project`.`crm_marts`.`people` cluster by `id` as "
        "select `id`, cast(null as int64) as `text` from `project`.`crm_marts`.`people`"
    ]


@pytest.mark.parametrize(
    ("kind", "type_there"),
    [
        ("BOOLEAN", "bool"),
        ("INTEGER", "int64"),
        ("BIGINT", "int64"),
        ("DOUBLE", "float64"),
        ("DECIMAL(18,4)", "numeric(18, 4)"),
        ("DECIMAL(26,6)", "numeric(26, 6)"),
        ("DECIMAL(38,9)", "numeric(38, 9)"),
        ("DECIMAL(38,6)", "bignumeric(38, 6)"),
        ("DECIMAL(38,0)", "bignumeric(38, 0)"),
        ("DECIMAL(20,12)", "bignumeric(20, 12)"),
        ("DATE", "date"),
        ("TIME", "time"),
        ("TIMESTAMP", "datetime"),
        ("VARCHAR", "string"),
    ],
)
def test_types(kind: str, type_there: str) -> None:
    assert DIALECT.column_type(kind) == type_there


def test_a_type_that_has_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match="BLOB"):
        DIALECT.column_type("BLOB")


def test_tables_are_clustered_by_four_columns_of_the_key_at_most() -> None:
    columns = tuple(Column(name, "DOUBLE" if name == "b" else "VARCHAR") for name in "abcdefg")
    many = Relation("landing", "many", columns, tuple("abcdefg"))

    assert DIALECT.create_table(many).endswith("cluster by `a`, `c`, `d`, `e`")


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("Group by",), "'Group by'"),
        (("naïve_c",), "'naïve_c'"),
        (("9lives",), "'9lives'"),
        (("_PARTITIONTIME",), "'_PARTITIONTIME'"),
        (("_file_name",), "'_file_name'"),
        (("Same", "sAME"), "Same, sAME"),
        (("x" * 301,), "longer than"),
    ],
)
def test_names_it_cannot_have_are_named(names: tuple[str, ...], why: str) -> None:
    columns = (PLAIN[0], *(Column(name, "VARCHAR") for name in names))

    with pytest.raises(ConfigurationError, match=why) as caught:
        DIALECT.check_names(relation(columns))

    assert "landing.things" in str(caught.value)


def test_our_own_columns_have_names_that_it_can_have() -> None:
    DIALECT.check_names(relation(TYPED))
    DIALECT.check_names(RECEIPTS)


@pytest.mark.parametrize("value", ["it's", "back\\slash", "two\nlines\r", "`", '"', "\\'"])
def test_text_stays_itself_in_a_literal(value: str) -> None:
    literal = sqlglot.parse_one(f"select {DIALECT.text(value)}", read="bigquery").expressions[0]

    assert literal.this == value


def test_all_that_is_sent_is_googlesql(client: FakeClient) -> None:
    wide = relation(TYPED)
    sent([shipment(VALUES, wide, mode="merge"), shipment(ROWS, VERSIONS, mode="merge")], client)
    less = relation((Column("id", "VARCHAR"), Column("small", "VARCHAR")))
    changes = alterations(shape_text(wide.columns), less.columns)
    every = [
        *(part for sql in client.asked if "load" not in sql for part in statements(sql)),
        *DIALECT.alter(less, changes),
        DIALECT.create_schema("landing"),
        DIALECT.create_table(wide),
        DIALECT.totals(wide),
        DIALECT.contents(wide),
        *note_receipts(DIALECT, [shipment(ROWS, SIMPLE).receipt]),
    ]

    for sql in every:
        kind = type(sqlglot.parse_one(sql, read="bigquery")).__name__
        assert kind != "Command", sql


def test_a_view_names_project_and_dataset_and_replaces_what_was_there() -> None:
    view = View("staging", "people", "create view staging.people as select id from landing.things")

    (sql,) = DIALECT.replace_view(view)

    assert sql == (
        "CREATE OR REPLACE VIEW `project`.`crm_staging`.`people` AS "
        "SELECT `id` FROM `project`.`crm_landing`.`things`"
    )


def test_without_a_prefix_schemas_have_their_own_names() -> None:
    assert BigQueryDialect("project").schema_name("landing") == "landing"


def _as_row(receipt: Receipt) -> dict[str, Any]:
    names = Receipt.__dataclass_fields__
    values = {name: getattr(receipt, name) for name in names}
    return {**values, "delivered_at": NOON.replace(tzinfo=None)}
