"""Key material: what is accepted, what is refused, and that no key can be read back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import pickle
from pathlib import Path

import pytest

from suitehouse.errors import ConfigurationError, KeyMaterialError
from suitehouse.privacy.keys import MaskingKey, generate_key_file

SECRET = bytes(range(100, 132))


def test_raw_bytes_hex_and_base64_of_one_secret_are_one_key(tmp_path: Path) -> None:
    spellings = {
        "raw": SECRET,
        "hex": SECRET.hex().encode() + b"\n",
        "upper": SECRET.hex().upper().encode(),
        "base64": base64.b64encode(SECRET) + b"\r\n",
        "urlsafe": base64.urlsafe_b64encode(SECRET).rstrip(b"="),
    }
    for name, content in spellings.items():
        (tmp_path / name).write_bytes(content)

    keys = [MaskingKey.from_reference(f"file:{tmp_path / name}") for name in spellings]

    assert all(key == MaskingKey(SECRET) for key in keys[1:])
    # bytes 100 to 131 are not all ASCII, so the raw file is taken as it is.
    assert keys[0] == MaskingKey(SECRET)
    assert not any(key.looks_typed for key in keys)


def test_derived_values_are_hmacs_of_the_secret() -> None:
    key = MaskingKey(SECRET)

    assert key.key_id == hmac.new(SECRET, b"suitehouse key id", hashlib.sha256).hexdigest()[:8]
    assert key.token_key == hmac.new(SECRET, b"token", hashlib.sha256).hexdigest()
    assert key.digest_key == hmac.new(SECRET, b"digest", hashlib.sha256).digest()
    assert key.check_value == hmac.new(SECRET, b"suitehouse key check", hashlib.sha256).hexdigest()


def test_a_phrase_is_accepted_and_marked_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "a long phrase, typed by a person in a hurry")

    assert MaskingKey.from_reference("env:A_KEY").looks_typed


@pytest.mark.parametrize(
    ("material", "reason"),
    [
        (b"short", "at least 32"),
        (b"0123456789abcdef" * 2, "16 bytes"),
        (base64.b64encode(bytes(range(24))), "24 bytes"),
        (b"a" * 64, "guessable"),
        (b"\x00" * 64, "guessable"),
        (b"k!" * 40, "guessable"),
    ],
)
def test_weak_material_is_refused_without_being_quoted(
    tmp_path: Path, material: bytes, reason: str
) -> None:
    path = tmp_path / "key"
    path.write_bytes(material)

    with pytest.raises(KeyMaterialError) as caught:
        MaskingKey.from_reference(f"file:{path}")

    message = str(caught.value)
    assert reason in message
    assert str(path) in message
    assert "openssl rand -hex 32" in message
    assert material.decode("latin-1") not in message
    assert caught.value.__cause__ is None


def test_a_missing_key_says_which_reference_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)

    with pytest.raises(ConfigurationError, match="env:NO_SUCH_KEY"):
        MaskingKey.from_reference("env:NO_SUCH_KEY")


def test_a_key_cannot_be_read_out_of_repr_str_attributes_or_pickle() -> None:
    key = MaskingKey(SECRET)

    assert repr(key) == str(key) == f"MaskingKey(key_id='{key.key_id}')"
    assert not hasattr(key, "__dict__")
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(key)


def test_a_generated_key_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "home" / "masking.key"

    made = generate_key_file(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert MaskingKey.from_reference(f"file:{path}") == made
    with pytest.raises(KeyMaterialError, match="there already"):
        generate_key_file(path)
    assert generate_key_file(tmp_path / "other.key") != made
