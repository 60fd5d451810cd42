"""A contract's YAML, changed where it must be and nowhere else.

Comments, order, quoting and layout are the authors'. PyYAML says where each node stands; only those
characters are replaced, and new columns are lines of their own, in the layout of shipped contracts.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import yaml

from suitehouse.contracts.model import Column, TableContract
from suitehouse.errors import ContractError

_PLAIN: Final = re.compile(r"[A-Za-z0-9_(][A-Za-z0-9_().;' /-]*")
_Pair = tuple[Any, Any]


def new_text(contract: TableContract) -> str:
    """Return the whole file of a contract that has none."""
    parent = contract.parent
    head = [
        f"table: {_scalar(contract.table)}",
        *([f"module: {_scalar(contract.module)}"] if contract.module else []),
        f"kind: {contract.kind}",
        f"description: {json.dumps(contract.description, ensure_ascii=False)}",
        f"owner: {contract.owner}",
        f"key: [{', '.join(map(_scalar, contract.key))}]",
        f"lane: {contract.lane}",
        *([f"cursor: {_scalar(contract.cursor)}"] if contract.cursor else []),
        *([f"parent: {{table: {parent.table}, column: {parent.column}}}"] if parent else []),
        "columns:",
    ]
    lines = [*head, *(f"  {column_text(column)}" for column in contract.columns)]
    return "\n".join(lines) + "\n"


def column_text(column: Column) -> str:
    """Return a column as one line, without indentation."""
    fields = {
        "type": _scalar(column.type),
        "nullable": None if column.nullable else "false",
        "default": None if column.default is None else json.dumps(column.default),
        "class": None if column.privacy_class == "none" else column.privacy_class,
        "treatment": column.treatment,
        "reason": None if column.reason is None else _scalar(column.reason),
        "proposed": _proposed(column),
        "description": _scalar(column.description),
    }
    inside = ", ".join(f"{name}: {text}" for name, text in fields.items() if text is not None)
    return f"{_scalar(column.name)}: {{{inside}}}"


def with_column(text: str, line: str, after: str | None) -> str:
    """Return the text with a column's line after another column, or before all of them."""
    pairs = _columns(text)
    indent = " " * pairs[0][0].start_mark.column
    if after is None:
        place = _line_start(text, pairs[0][0].start_mark.index)
    else:
        place = _line_end(text, _last_index(_pair(pairs, after)[1]))
    if place and text[place - 1] != "\n":
        return f"{text}{_newline(text)}{indent}{line}{_newline(text)}"
    return f"{text[:place]}{indent}{line}{_newline(text)}{text[place:]}"


def with_type(text: str, column: str, source_type: str) -> str:
    """Return the text with another type of a column."""
    _, value = _pair(_fields(text, column), "type")
    start, end = value.start_mark.index, value.end_mark.index
    return f"{text[:start]}{_scalar(source_type)}{text[end:]}"


def marked_gone(text: str, column: str) -> str:
    """Return the text with `gone: true` after the column's type."""
    key, value = _pair(_fields(text, column), "type")
    end = value.end_mark.index
    if _is_flow(text, column):
        return f"{text[:end]}, gone: true{text[end:]}"
    line = f"{' ' * key.start_mark.column}gone: true"
    place = _line_end(text, end)
    if text[place - 1] != "\n":
        return f"{text}{_newline(text)}{line}"
    return f"{text[:place]}{line}{_newline(text)}{text[place:]}"


def unmarked_gone(text: str, column: str) -> str:
    """Return the text without the column's `gone`."""
    fields = _fields(text, column)
    key, value = _pair(fields, "gone")
    place = fields.index((key, value))
    if not _is_flow(text, column):
        start = _line_start(text, key.start_mark.index)
        end = _line_end(text, value.end_mark.index)
    elif place:
        start, end = fields[place - 1][1].end_mark.index, value.end_mark.index
    else:
        start, end = key.start_mark.index, fields[1][0].start_mark.index
    return text[:start] + text[end:]


def _columns(text: str) -> list[_Pair]:
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    node = _pair(root.value, "columns")[1]
    if node.flow_style:
        raise ContractError("its columns are written on one line; give each a line of its own")
    return list(node.value)


def _fields(text: str, column: str) -> list[_Pair]:
    return list(_pair(_columns(text), column)[1].value)


def _is_flow(text: str, column: str) -> bool:
    return bool(_pair(_columns(text), column)[1].flow_style)


def _pair(pairs: list[_Pair], name: str) -> _Pair:
    return next((key, value) for key, value in pairs if key.value == name)


def _last_index(node: Any) -> int:
    """Where a node's text ends; a block's own end mark stands after the comments that follow."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _last_index(last[1] if isinstance(last, tuple) else last)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Where the next line starts, or the text ends."""
    if index and text[index - 1] == "\n":
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _proposed(column: Column) -> str | None:
    if column.proposed is None:
        return None
    found = column.proposed
    inside = f"class: {found.privacy_class}, treatment: {found.treatment}"
    return f"{{{inside}, confidence: {found.confidence}}}"


def _scalar(text: str) -> str:
    """A text as YAML, quoted where it would be read as something else."""
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ")
    if is_plain and yaml.safe_load(f"[{text}]") == [text]:
        return text
    return json.dumps(text, ensure_ascii=False)
