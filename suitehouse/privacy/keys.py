"""The masking key: where it comes from, what is refused, and what may be known about it.

Whoever holds the key can test guesses against tokens, so its bytes never appear in a repr, pickle,
log or message. Three values are derived from it with HMAC-SHA-256: the key id and check value,
which are public, and the keys that are used for tokens and row digests.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import NoReturn

from suitehouse.errors import KeyMaterialError
from suitehouse.operations.secret_references import resolve_secret_bytes

MINIMUM_BYTES = 32
_MINIMUM_DISTINCT_BYTES = 8
_REMEDY = "Make one with `openssl rand -hex 32` and keep it where only suitehouse can read it."
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


class MaskingKey:
    """A key of at least 32 bytes; equal secrets give equal tokens, however they were spelled.

    `key_id` (8 hexadecimal characters) is written into each token. `check_value` is stored in the
    warehouse, so that a wrong key is refused before anything is written.
    """

    __slots__ = ("__secret", "check_value", "key_id", "looks_typed")

    def __init__(self, secret: bytes, *, looks_typed: bool = False) -> None:
        """Take key material; `looks_typed` says that it is text which is neither hex nor base64.

        Raises:
            KeyMaterialError: Fewer than 32 bytes, or bytes that no random source would give.
        """
        _refuse_weak(secret)
        self.__secret = secret
        self.looks_typed = looks_typed
        self.key_id = self._derive("suitehouse key id").hex()[:8]
        self.check_value = self._derive("suitehouse key check").hex()

    @classmethod
    def from_reference(cls, reference: str) -> MaskingKey:
        """Return the key that a secret reference points to, read anew.

        The secret may be raw bytes or hexadecimal or base64 text.

        Raises:
            ConfigurationError: The reference cannot be resolved.
            SecretStoreError: Where it is kept does not answer.
            KeyMaterialError: What it points to is too short or too weak.
        """
        secret, looks_typed = _key_material(resolve_secret_bytes(reference))
        try:
            return cls(secret, looks_typed=looks_typed)
        except KeyMaterialError as error:
            raise KeyMaterialError(f"{reference}: {error}") from None

    @property
    def token_key(self) -> str:
        """The HMAC key of tokens, as the 64 ASCII characters that are used; secret."""
        return self._derive("token").hex()

    @property
    def digest_key(self) -> bytes:
        """The 32-byte key of row digests; secret."""
        return self._derive("digest")

    def _derive(self, purpose: str) -> bytes:
        return hmac.new(self.__secret, purpose.encode("ascii"), hashlib.sha256).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaskingKey) and hmac.compare_digest(
            self.check_value, other.check_value
        )

    def __hash__(self) -> int:
        return hash(self.check_value)

    def __repr__(self) -> str:
        return f"MaskingKey(key_id={self.key_id!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A masking key is never pickled; pass its secret reference instead.")


def generate_key_file(path: Path) -> MaskingKey:
    """Write a new random key, as hexadecimal text that only the owner can read, and return it.

    Raises:
        KeyMaterialError: The file is there already; a key that made tokens is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        message = f"{path}: a masking key is there already; move it away to make another."
        raise KeyMaterialError(message) from error
    secret = secrets.token_bytes(MINIMUM_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secret.hex()}\n")
    return MaskingKey(secret)


def _key_material(raw: bytes) -> tuple[bytes, bool]:
    """The bytes that raw bytes, hex text or base64 text stand for, and whether they look typed."""
    try:
        text = raw.decode("ascii").strip()
    except UnicodeDecodeError:
        return raw, False
    if not text.isprintable():
        return raw, False
    if _HEX.fullmatch(text):
        return bytes.fromhex(text), False
    if (decoded := _from_base64(text)) is not None:
        return decoded, False
    return text.encode("ascii"), True


def _from_base64(text: str) -> bytes | None:
    """The bytes of standard or URL-safe base64, padded or not; None where the text is neither."""
    if not _BASE64.fullmatch(text):
        return None
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return None


def _refuse_weak(secret: bytes) -> None:
    if len(secret) < MINIMUM_BYTES:
        message = f"The masking key holds {len(secret)} bytes, at least {MINIMUM_BYTES} are needed."
        raise KeyMaterialError(f"{message} {_REMEDY}")
    if len(set(secret)) < _MINIMUM_DISTINCT_BYTES:
        raise KeyMaterialError(
            f"The masking key repeats a few bytes, so it is guessable. {_REMEDY}"
        )
