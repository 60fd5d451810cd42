"""The invented words of `words.yml`, typed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

_FILE = Path(__file__).with_suffix(".yml")


def _split(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


class Script(BaseModel):
    """First and last names of one writing system, and its share of the people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: float
    first: Words
    last: Words


class Place(BaseModel):
    """A city with what belongs to it in an address; `postalcode` is how its codes begin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city: str
    state: str
    postalcode: str
    country: str


class Vocabulary(BaseModel):
    """Every pool of words; None in a pool is NULL."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scripts: tuple[Script, ...]
    company_starts: Words
    company_middles: Words
    company_ends: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[Place, ...]
    phones: tuple[str, ...]
    titles: tuple[str | None, ...]
    departments: tuple[str | None, ...]
    salutations: tuple[str | None, ...]
    mail_hosts: tuple[str, ...]
    products: tuple[str, ...]
    services: tuple[str, ...]
    campaigns: tuple[str, ...]
    topics: tuple[str, ...]
    sentences: tuple[str | None, ...]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the demo's words."""
    return Vocabulary.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
