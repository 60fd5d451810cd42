"""Opens the warehouses that are supplied: a URL's scheme names the file, or another's entry point.

`SUITEHOUSE_WAREHOUSE_URL` may name several, with spaces between them. One that begins with
`duckdb:` is the writer itself; every other one is supplied from it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, cast

from suitehouse import targets
from suitehouse.discovery import names_in
from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import resolve_if_reference
from suitehouse.targets._urls import label_of, path_of
from suitehouse.targets.protocol import Target

PLUGINS: Final = "suitehouse.targets"
_NOT_TARGETS: Final = {"building", "opening", "protocol"}
_ALIASES: Final = {"postgres": "postgresql", "postgresql": "postgresql"}
_SCHEME: Final = re.compile(r"[a-z][a-z0-9.-]{0,30}")
_Opener = Callable[[str], Target]


def open_target(reference: str) -> Target:
    """Return the target behind a URL, or behind a secret reference to one.

    Raises:
        ConfigurationError: Nothing reads the scheme; a driver is missing; the secret is not there.
        TargetUnreachableError: No server answers.
        WarehouseError: It refuses.
    """
    url = _known_url(resolve_if_reference(reference))
    return _opener_of(url)(url)


def check_reference(reference: str) -> str:
    """Make sure that something reads a URL's scheme; return the target's label.

    Raises:
        ConfigurationError: Nothing does, or the secret is not there.
    """
    url = _known_url(resolve_if_reference(reference))
    _opener_of(url)
    return label_of(url)


def duckdb_file(reference: str) -> Path | None:
    """Return the file of a `duckdb://` URL; None of any other."""
    url = resolve_if_reference(reference)
    return path_of(url) if url.startswith("duckdb://") else None


def known_schemes() -> tuple[str, ...]:
    """Return the schemes that can be opened, in order."""
    ours = {name for name in names_in(targets) if name not in _NOT_TARGETS}
    return tuple(sorted(ours | {entry.name for entry in entry_points(group=PLUGINS)}))


def _known_url(url: str) -> str:
    """Return a URL with the scheme we know it by; libpq reads no driver, such as others name."""
    scheme, mark, rest = url.partition("://")
    return f"{_ALIASES.get(scheme.partition('+')[0], scheme)}{mark}{rest}"


def _opener_of(url: str) -> _Opener:
    scheme, mark, _ = url.partition("://")
    scheme = scheme.partition("+")[0]
    if scheme in names_in(targets) and scheme not in _NOT_TARGETS:
        module = importlib.import_module(f"{targets.__name__}.{scheme}")
        return cast("_Opener", module.open_target)
    for entry in entry_points(group=PLUGINS, name=scheme):
        return cast("_Opener", entry.load())
    known = ", ".join(f"{name}://" for name in known_schemes())
    # What has no scheme may be the rest of a password with a space.
    named = f", {scheme}://" if mark and _SCHEME.fullmatch(scheme) else ""
    raise ConfigurationError(
        f"SUITEHOUSE_WAREHOUSE_URL has a scheme no target reads{named}; use {known}."
    )
