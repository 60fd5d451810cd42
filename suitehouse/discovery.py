"""Folders instead of lists: a file adds one object of the same name.

Used for treatments, warehouses, export formats, match passes, secret schemes, jobs, schedules and
resources, so that adding one of them never edits a registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from suitehouse.errors import LayoutError


def objects_in(package: ModuleType) -> dict[str, Any]:
    """Return `{file name: object of that name}` for each public module of a package, in name order.

    Raises:
        LayoutError: A module lacks the object that should bear its name.
    """
    return {name: _object(package, name) for name in names_in(package)}


def names_in(package: ModuleType) -> list[str]:
    """Return the names of a package's public modules in order, without importing them."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def _object(package: ModuleType, name: str) -> Any:
    module = importlib.import_module(f"{package.__name__}.{name}")
    try:
        return getattr(module, name)
    except AttributeError as error:
        message = f"{module.__file__} must define an object named '{name}'."
        raise LayoutError(message) from error
