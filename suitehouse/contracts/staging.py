"""Staging models written from contracts: one view per table, and its docs and tests.

The contract says what a table holds; this module says it again in dbt's words, so nobody keeps
two lists by hand. Everything here is pure except `write_files`. Source column names stay as
SuiteCRM has them: whoever knows the CRM, its API or its database finds the same word in the
warehouse, and no rename can drift from its contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.operations.durable import write_together

PROJECT_FOLDER = Path(__file__).parents[2] / "warehouse_models"
_MODELS = "models/staging/suitecrm"
_LABELS = "macros/labels"

_NOTICE = "Written from the contract of {table} by `python -m suitehouse.contracts.staging`."
_LOADED_AT = "UTC time at which capture last wrote this row to landing"
_MACRO = """\
{{#- {notice} -#}}
{{% macro {name}(key) -%}}
    case {{{{ key }}}}
        {branches}
        else {{{{ key }}}}
    end
{{%- endmacro %}}
"""
_SQL = """\
-- {notice}
with landed as (

    select * from {{{{ source('landing', '{table}') }}}}

),

final as (

    select
        {columns}
    from landed
    where {conditions}

)

select * from final
"""


def model_name(table: str) -> str:
    """The staging model of a source table."""
    return f"stg_suitecrm__{table}"


def staging_sql(contract: TableContract) -> str:
    """The SQL of a table's staging model: landed columns, labels, live rows only."""
    return _SQL.format(
        notice=_NOTICE.format(table=contract.table),
        table=contract.table,
        columns=",\n        ".join(_expressions(contract)),
        conditions="\n        and ".join(_conditions(contract)),
    )


def staging_yaml(contract: TableContract) -> str:
    """The docs and tests of a staging model, and the landing table it reads, as dbt YAML."""
    document = {"version": 2, "sources": [_source(contract)], "models": [_model(contract)]}
    body = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return f"# {_NOTICE.format(table=contract.table)}\n{body}"


def label_macros(contract: TableContract) -> dict[str, str]:
    """The macros that turn enumeration keys into labels, by name; one per labelled column.

    A key that the contract doesn't know is its own label: SuiteCRM does not enforce its lists.
    """
    return {
        _macro_name(contract, column): _MACRO.format(
            notice=_NOTICE.format(table=contract.table),
            name=_macro_name(contract, column),
            branches="\n        ".join(_branches(column)),
        )
        for column in contract.landed
        if column.labels
    }


def staging_files(contracts: Mapping[str, TableContract]) -> dict[str, str]:
    """The text of every generated file by its path in the dbt project."""
    files: dict[str, str] = {}
    for contract in contracts.values():
        path = f"{_MODELS}/{model_name(contract.table)}"
        files[f"{path}.sql"] = staging_sql(contract)
        files[f"{path}.yml"] = staging_yaml(contract)
        macros = label_macros(contract)
        files |= {f"{_LABELS}/{name}.sql": text for name, text in macros.items()}
    return files


def write_files(files: Mapping[str, str], project: Path = PROJECT_FOLDER) -> int:
    """Make the generated folders hold exactly these files and return how many changed.

    Raises:
        OSError: A file cannot be written; none was.
    """
    changes = file_changes(files, project)
    write_together(changes)
    return len(changes)


def file_changes(
    files: Mapping[str, str], project: Path = PROJECT_FOLDER
) -> Mapping[Path, str | None]:
    """Return what makes the generated folders hold exactly these files: None removes one.

    Files left over from a table that no longer has a contract are removed; a file that is right
    already is not touched, so dbt's partial parse stays warm.
    """
    stale = [path for path in generated_paths(project) if _key(path, project) not in files]
    changed = {
        project / name: text for name, text in files.items() if _differs(project / name, text)
    }
    return {**dict.fromkeys(stale), **changed}


def generated_paths(project: Path = PROJECT_FOLDER) -> list[Path]:
    """Every file in the folders that only this module writes."""
    return sorted(path for folder in (_MODELS, _LABELS) for path in (project / folder).glob("*.*"))


def _key(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix()


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def _staged(contract: TableContract) -> Iterator[Column]:
    """The columns a staging model shows; `deleted` is false in all its rows, so it is left out."""
    return (column for column in contract.landed if column.name != "deleted")


def _expressions(contract: TableContract) -> Iterator[str]:
    for column in _staged(contract):
        yield column.name
        if column.labels:
            macro = _macro_name(contract, column)
            yield f"{{{{ {macro}('{column.name}') }}}} as {column.name}_label"
    yield "_loaded_at as loaded_at"


def _macro_name(contract: TableContract, column: Column) -> str:
    return f"label_{contract.table}_{column.name}"


def _branches(column: Column) -> Iterator[str]:
    for key, label in column.labels.items():
        yield f"when {_literal(key)} then {_literal(label)}"


def _literal(text: str) -> str:
    """A text in SQL; each warehouse escapes quotes and backslashes in its own way."""
    if "'" in text or "\\" in text:
        return f"{{{{ text_literal({json.dumps(text, ensure_ascii=False)}) }}}}"
    return f"'{text}'"


def _conditions(contract: TableContract) -> Iterator[str]:
    yield "_removed_at is null"
    if contract.has_soft_delete:
        # SuiteCRM lets the flag be NULL and reads that as not deleted.
        yield "coalesce(deleted, false) = false"


def _source(contract: TableContract) -> dict[str, Any]:
    asset_key = {"dagster": {"asset_key": ["landing", contract.table]}}
    table = {
        "name": contract.table,
        "description": f"{contract.description} Decoded and masked, source column names.",
        "config": {"meta": asset_key},
        "columns": [
            {
                "name": column.name,
                "description": _description(column),
                "data_type": column.landing_type.lower(),
            }
            for column in contract.landed
        ],
    }
    return {"name": "landing", "schema": "landing", "tables": [table]}


def _model(contract: TableContract) -> dict[str, Any]:
    model: dict[str, Any] = {
        "name": model_name(contract.table),
        "description": _model_description(contract),
        "config": {"meta": {"owner": contract.owner}},
    }
    if len(contract.key) > 1:
        combination = {"arguments": {"columns": list(contract.key)}}
        model["data_tests"] = [{"unique_combination": combination}]
    return {**model, "columns": list(_column_docs(contract))}


def _model_description(contract: TableContract) -> str:
    live = contract.description.replace(", live or soft-deleted", "")
    return f"{live} Live rows only." if contract.has_soft_delete else live


def _column_docs(contract: TableContract) -> Iterator[dict[str, Any]]:
    for column in _staged(contract):
        tests = list(_column_tests(contract, column))
        yield {
            "name": column.name,
            "description": _description(column),
            **({"data_tests": tests} if tests else {}),
        }
        if column.labels:
            yield {"name": f"{column.name}_label", "description": f"Label of {column.name}"}
    yield {"name": "loaded_at", "description": _LOADED_AT}


def _description(column: Column) -> str:
    if column.treatment == "keep":
        return column.description
    return f"{column.description} (masked: {column.treatment})"


def _column_tests(contract: TableContract, column: Column) -> Iterator[str | dict[str, Any]]:
    if column.name in contract.key:
        yield "not_null"
        if len(contract.key) == 1:
            yield "unique"
    choices = list(column.values or column.labels)
    if choices and column.treatment == "keep":
        # SuiteCRM does not enforce its lists, and saves an empty choice as ''.
        arguments = {"values": ["", *(choice for choice in choices if choice)]}
        yield {"accepted_values": {"arguments": arguments, "config": {"severity": "warn"}}}


if __name__ == "__main__":
    write_files(staging_files(load_contracts()))
