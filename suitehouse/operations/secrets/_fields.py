"""`PLACE#FIELD`: one field of a secret that is a JSON object.

What is read here is secret, so nothing of it is in a message, nor in an error that one hangs on:
the faults of the JSON parser carry the whole document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from suitehouse.errors import ConfigurationError


class Located(NamedTuple):
    """A locator taken apart; the field is None where the whole secret is meant."""

    place: str
    field: str | None


def located(locator: str) -> Located:
    """Return the parts of `PLACE#FIELD`, split at the first `#`."""
    place, mark, field = locator.partition("#")
    return Located(place, field if mark else None)


def json_fields(content: bytes, where: str) -> Mapping[str, Any]:
    """Return the JSON object that a secret is.

    Raises:
        ConfigurationError: It is something else; names `where` it is kept.
    """
    document = parsed(content)
    if not isinstance(document, dict):
        raise ConfigurationError(
            f"{where}: the secret is not a JSON object, so it has no fields; leave #… out."
        )
    return document


def parsed(content: bytes) -> object:
    """Return what JSON text stands for, None where it is no JSON."""
    try:
        return json.loads(content)
    except ValueError:  # not JSON, or not UTF-8
        return None


def field_value(fields: Mapping[str, Any], field: str, where: str) -> bytes:
    """Return a text field.

    Raises:
        ConfigurationError: There is no such field, or it is empty or not text; names `where`.
    """
    value = fields.get(field)
    if isinstance(value, str) and value:
        return value.encode("utf-8", "surrogatepass")
    if field not in fields:
        fault = "the secret has no such field; name one that it has"
    elif value == "":
        fault = "the field is empty; put the secret in it"
    else:
        fault = "the field is not text; keep the secret as a JSON string"
    raise ConfigurationError(f"{where}: {fault}.")
