"""The tables that are known and deliberately not captured, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from suitehouse.contracts.model import CONTRACT_FOLDER
from suitehouse.errors import ContractError

LEFT_OUT_FILE = CONTRACT_FOLDER.parent / "left_out.yml"


@lru_cache(maxsize=8)
def load_left_out(path: Path = LEFT_OUT_FILE) -> Mapping[str, str]:
    """Return the reason of each left-out table by its name.

    Raises:
        ContractError: The file is no list of tables, each with a text.
    """
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise ContractError(f"{path}: cannot be read as YAML; restore it.") from error
    if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
        raise ContractError(f"{path}: each line must name a table and the reason, 'table: reason'.")
    return {str(table): reason for table, reason in data.items()}
