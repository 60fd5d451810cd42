"""`vault:PATH#FIELD`: a field of a secret in a KV engine of HashiCorp Vault, or of OpenBao.

The path is the one of `vault kv get PATH`: the engine's mount, then the secret's name, without the
`data/` of version 2's API. Vault is asked for the engine's version, as its own command does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from suitehouse.errors import ConfigurationError, SecretStoreError
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.operations.secrets._fields import field_value, located
from suitehouse.operations.secrets._vault_server import VaultServer, vault_server

_ATTEMPTS: Final = 3
_TOKEN_FILE: Final = Path("~/.vault-token")
_KV_TYPES: Final = {"kv", "generic"}  # "generic" is what version 1 was called at first


@dataclass(frozen=True, slots=True, repr=False)
class VaultSecrets:
    """Reads the newest version of the secret a reference names.

    The environment's VAULT_ADDR, VAULT_TOKEN (else the file of `vault login`), VAULT_NAMESPACE and
    VAULT_CACERT are read again for each secret.
    """

    environment: Mapping[str, str]
    token_file: Path = _TOKEN_FILE
    sleep: Sleep = time.sleep

    def read(self, locator: str) -> bytes:
        """Return a text field as UTF-8.

        Raises:
            ConfigurationError: A variable is missing or wrong; no such secret or field; access
                denied; the server's certificate is not trusted.
            SecretStoreError: Vault does not answer, is sealed or has no time, after three tries.
        """
        path, field = located(locator)
        path = path.strip("/")
        if not path or not field:
            raise ConfigurationError(
                "A reference to Vault names a path and a field; write vault:PATH#FIELD."
            )
        where = f"vault:{locator}"
        server = vault_server(self.environment, self.token_file, where)
        retrier = retrying(_ATTEMPTS, sleep=self.sleep, transient=SecretStoreError)
        fields: Mapping[str, Any] = retrier(_fields, server, path)
        return field_value(fields, field, where)


def _fields(server: VaultServer, path: str) -> Mapping[str, Any]:
    """The secret's fields, whichever version its engine has."""
    engine = _data(server.get(f"sys/internal/ui/mounts/{quote(path)}"))
    mount, kind = str(engine.get("path", "")), engine.get("type")
    if kind not in _KV_TYPES or not f"{path}/".startswith(mount):
        raise server.refusal(
            "what is mounted there is no KV engine, the only kind that is read; correct the path"
        )
    name = f"{path}/".removeprefix(mount).strip("/")
    if not name:
        raise server.refusal("the path names a whole KV engine; add the name of a secret")
    if (engine.get("options") or {}).get("version") != "2":
        return _data(server.get(quote(f"{mount}{name}")))
    return _data(_data(server.get(quote(f"{mount}data/{name}"))))


def _data(document: Mapping[str, Any]) -> dict[str, Any]:
    data = document.get("data")
    return data if isinstance(data, dict) else {}


vault = VaultSecrets(os.environ)
