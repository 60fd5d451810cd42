"""What a target of your own is built from, by whoever adds one in another package.

The names here stay; modules with a leading underscore are ours to change.
"""

from __future__ import annotations

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError
from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._load_files import load_files
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets._urls import label_of

__all__ = [
    "ConfigurationError",
    "Counted",
    "Dialect",
    "SqlTarget",
    "TargetUnreachableError",
    "WarehouseError",
    "label_of",
    "load_files",
]
