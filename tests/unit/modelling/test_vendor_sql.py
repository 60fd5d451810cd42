"""Models and tests are SQL that every warehouse reads: what differs is in dispatch macros.

Each file is rendered with what dispatches left open, and has to consist of these pieces. They are
those that DuckDB, PostgreSQL, Snowflake, BigQuery and Redshift all have, in the same sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from jinja2 import Environment, StrictUndefined
from sqlglot import exp

from suitehouse.contracts.staging import PROJECT_FOLDER

PIECES = {
    # Names, literals, types
    *("Boolean", "Cast", "Column", "DataType", "Identifier", "Literal", "Null", "Star"),
    # Clauses
    *("Alias", "CTE", "From", "Group", "Having", "Join", "Order", "Ordered", "Select", "Subquery"),
    *("Table", "TableAlias", "Union", "Where", "Window", "WindowSpec", "With"),
    # Conditions and sums
    *("Add", "And", "Case", "EQ", "GT", "If", "In", "Is", "LT", "LTE", "NEQ", "Neg", "Not", "Or"),
    *("Paren", "Sub"),
    # Functions
    *("Abs", "Coalesce", "Count", "FirstValue", "Lag", "Lead", "Max", "Min", "Nullif", "RowNumber"),
    *("Sum", "Upper"),
}
# What the pieces don't tell: of no sense, or of another one, to some warehouse.
SPELLINGS = re.compile(r'::|\|\||//|["`\\%]|current_timestamp|union by|group by all|,\s*from\b')
JOINS = {"", "INNER", "LEFT", "CROSS"}
NOT_RENDERED = {"generate_schema_name", "make_missing_landing_tables", "relations"}
GENERIC = re.compile(r"{%\s*test (\w+)\((.*?)\)\s*%}(.*?){%\s*endtest\s*%}", re.DOTALL)
MACROS = sorted((PROJECT_FOLDER / "macros").rglob("*.sql"))
FILES = sorted(
    path for folder in ("models", "tests") for path in (PROJECT_FOLDER / folder).rglob("*.sql")
)


class Dispatched:
    """What a dispatch leaves: a name that stands for whatever the warehouse needs there."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: f"dispatched_{name}"

    def dispatch(self, name: str, _package: str) -> Any:
        return lambda *_, **__: f"dispatched_{name}"


class Moment:
    """The start of a run."""

    def strftime(self, _form: str) -> str:
        return "2026-01-31 00:00:00"


def rendered(source: str) -> str:
    """A file's SQL with everything open that a dispatch fills."""
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals |= {
        "adapter": Dispatched(),
        "dbt": Dispatched(),
        "suitehouse": Dispatched(),
        "ref": lambda name: f"models.{name}",
        "source": lambda schema, table: f"{schema}.{table}",
        "var": lambda name, default="0": name if default else default,
        "run_started_at": Moment(),
    }
    macros = [path.read_text() for path in MACROS if path.stem not in NOT_RENDERED]
    called = GENERIC.sub(r"{% macro \1(\2) %}\3{% endmacro %}", source)
    calls = [f"{{{{ {name}({given(names)}) }}}}" for name, names, _ in GENERIC.findall(source)]
    return environment.from_string("\n".join([*macros, called, *calls])).render().strip()


def given(names: str) -> str:
    """Arguments of a generic test: columns and tables by their names, lists of two."""
    arguments = (name.strip() for name in names.split(","))
    return ", ".join(
        f"['{name}', 'other']" if name.endswith("s") else f"'{name}'" for name in arguments
    )


def vendor_parts(source: str) -> set[str]:
    """What in a file not every warehouse reads."""
    sql = rendered(source)
    bare = re.sub(r"--.*", "", re.sub(r"'(?:[^']|'')*'", "''", sql))
    spelled = set(SPELLINGS.findall(bare))
    tree = sqlglot.parse_one(sql)
    strange = {type(node).__name__ for node in tree.walk()} - PIECES
    return spelled | strange | set(strange_uses(tree))


def strange_uses(tree: exp.Expression) -> Iterator[str]:
    """Pieces in a place where only some warehouses have them."""
    for table in tree.find_all(exp.Table):
        if not table.name:
            yield "a table function"
    for join in tree.find_all(exp.Join):
        if join.method or join.kind not in JOINS:
            yield f"a join of kind {join.method or join.kind}"
    for star in tree.find_all(exp.Star):
        if any(star.args.values()):
            yield "a star with exceptions"
    for kind in tree.find_all(exp.DataType):
        if not kind.sql().lower().startswith("dispatched_"):
            yield f"the type {kind.sql()}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_no_vendor_sql(path: Path) -> None:
    assert vendor_parts(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("select a::dispatched_x from t", "::"),
        ("select a || b from t", "||"),
        ("select a, from t", ", from"),
        ('select "a" from t', '"'),
        ("select a, count(*) from t group by all", "group by all"),
        ("select cast(a as varchar) from t", "the type VARCHAR"),
        ("select * exclude (a) from t", "a star with exceptions"),
        ("select a from range(3)", "a table function"),
        ("select a from t semi join u on t.a = u.a", "a join of kind SEMI"),
        ("select a from t asof join u on t.a = u.a", "a join of kind ASOF"),
        ("select distinct a from t", "Distinct"),
        ("select a from t where b ilike 'x'", "ILike"),
        ("select a from t qualify row_number() over (order by a) = 1", "Qualify"),
        ("select sum(a) filter (where b) from t", "Filter"),
        ("select arg_max(a, b) from t", "ArgMax"),
        ("select date_trunc('day', a) from t", "DateTrunc"),
        ("select date_diff('day', a, b) from t", "DateDiff"),
        ("select try_cast(a as dispatched_x) from t", "TryCast"),
        ("select epoch_ms(a) from t", "Anonymous"),
        ("select [a] from t", "Array"),
        ("select a / b from t", "Div"),
        ("select a collate nocase from t", "Collate"),
    ],
)
def test_vendor_sql_is_found(sql: str, part: str) -> None:
    assert part in vendor_parts(sql)


def test_what_a_dispatch_fills_and_comments_and_texts_say_is_left_alone() -> None:
    sql = "select {{ dbt.date_trunc('day', 'a') }}, cast('::' as {{ dbt.type_string() }}) from t"

    assert vendor_parts(f"{sql} -- || //") == set()
