"""The key that a DuckDB file is encrypted with: what is refused, and what is never shown of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from suitehouse.errors import ConfigurationError, KeyMaterialError
from suitehouse.operations.secret_references import resolve_secret

# DuckDB makes its AES key of the text with one round of SHA-256: only a random text is safe.
_MINIMUM_CHARACTERS: Final = 32
_MINIMUM_DISTINCT: Final = 8
# DuckDB reads a key as it does a blob, in which a backslash begins a byte.
_SPELLING: Final = re.compile(r"[!#-&(-\[\]-~]+")
_REMEDY: Final = (
    "Make one with `openssl rand -hex 32` and keep it where only suitehouse can read it."
)


class FileKey:
    """A text of at least 32 characters, which whoever opens the file gives to DuckDB as it is."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        """Take the text.

        Raises:
            KeyMaterialError: It is too short, or no random source would give it.
        """
        if len(text) < _MINIMUM_CHARACTERS:
            raise KeyMaterialError(
                f"The warehouse key has {len(text)} characters, at least {_MINIMUM_CHARACTERS} are "
                f"needed. {_REMEDY}"
            )
        if len(set(text)) < _MINIMUM_DISTINCT:
            raise KeyMaterialError(
                f"The warehouse key repeats a few characters, so it is guessable. {_REMEDY}"
            )
        if not _SPELLING.fullmatch(text):
            raise KeyMaterialError(
                "The warehouse key holds a space, a quote, a backslash or what is not ASCII, which "
                f"DuckDB would not take as it is. {_REMEDY}"
            )
        self.__text = text

    @classmethod
    def from_reference(cls, reference: str) -> FileKey:
        """Return the key that a secret reference points to, read anew.

        Raises:
            ConfigurationError: The reference cannot be resolved, or is no text.
            SecretStoreError: Where it is kept does not answer.
            KeyMaterialError: What it points to is too short or too weak.
        """
        try:
            return cls(resolve_secret(reference))
        except KeyMaterialError as error:
            raise KeyMaterialError(f"{reference}: {error}") from None

    @classmethod
    def from_setting(cls, reference: str | None) -> FileKey | None:
        """Return the key that SUITEHOUSE_WAREHOUSE_KEY points to, None where it is not set.

        Raises:
            ConfigurationError: As `from_reference`.
            SecretStoreError: As there.
        """
        if reference is None:
            return None
        try:
            return cls.from_reference(reference)
        except ConfigurationError as error:
            raise type(error)(f"SUITEHOUSE_WAREHOUSE_KEY: {error}") from None

    @property
    def text(self) -> str:
        """The key as DuckDB takes it; secret."""
        return self.__text

    def __repr__(self) -> str:
        return "FileKey()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A warehouse key is never pickled; pass its secret reference instead.")


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The key that a file has, and the one that it is to have; None is none."""

    present: FileKey | None
    wanted: FileKey | None
