"""A Vault server over its HTTP API: one GET at a time, and what its answers mean for us.

Neither the token nor the body of an answer is in an error, nor in one that an error hangs on.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from suitehouse.errors import ConfigurationError, SecretStoreError, SuitehouseError
from suitehouse.operations.secrets._fields import parsed

_TIMEOUT_SECONDS: Final = 10
_LARGEST_BYTES: Final = 1 << 20
_HEADER_TEXT: Final = re.compile(r"[!-~]+")
# Vault's own client repeats these too: 412 is a replica that lags, 429 a quota.
_PASSING: Final = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    location: str


@dataclass(frozen=True, slots=True, repr=False)
class VaultServer:
    """Where Vault is and how it is asked; `where` is the reference that messages name."""

    base: SplitResult
    headers: Mapping[str, str]
    certificates: ssl.SSLContext
    where: str

    @property
    def place(self) -> str:
        """The server as a message may name it."""
        return f"{self.base.hostname}:{self.base.port or _default_port(self.base)}"

    def get(self, path: str) -> Mapping[str, Any]:
        """Return the JSON object at an API path below `/v1/`, percent-encoded by the caller.

        A standby's redirect to the active server, which gets the token, is followed once, to https.

        Raises:
            ConfigurationError: Vault said no, or is not what answered.
            SecretStoreError: No answer, sealed, or no time: worth another try.
        """
        target = f"{self.base.path.rstrip('/')}/v1/{path}"
        server, answer = self, self._request(target)
        if answer.status == HTTPStatus.TEMPORARY_REDIRECT:
            active = _split(answer.location)
            if active is None or active.scheme != "https":
                raise self.refusal(
                    "it redirects to an address without https; set VAULT_ADDR to the active server"
                )
            server = replace(self, base=active)
            answer = server._request(_target_of(active))  # noqa: SLF001 - the same class
        document = parsed(answer.body)
        if answer.status == HTTPStatus.OK and isinstance(document, dict):
            return document
        raise server._answered(answer.status)  # noqa: SLF001 - the same class

    def refusal(self, fault: str) -> ConfigurationError:
        """Return the error that says why this server does not give the secret."""
        return ConfigurationError(f"{self.where}: Vault at {self.place}: {fault}.")

    def _request(self, target: str) -> _Answer:
        """Ask once; the error is raised after the fault is handled, so that it hangs on nothing."""
        try:
            with closing(self._connection()) as connection:
                connection.request("GET", target, headers=dict(self.headers))
                with connection.getresponse() as response:
                    return _read(response)
        except (OSError, http.client.HTTPException) as fault:
            error = self._unanswered(fault)
        raise error

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.base.hostname or "", self.base.port
        if self.base.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(
            host, port, timeout=_TIMEOUT_SECONDS, context=self.certificates
        )

    def _unanswered(self, fault: Exception) -> SuitehouseError:
        if isinstance(fault, ssl.SSLCertVerificationError):
            return self.refusal(
                "its certificate is not trusted for this name; set VAULT_CACERT to the file of its "
                "authority"
            )
        return SecretStoreError(
            f"{self.where}: Vault at {self.place} does not answer ({type(fault).__name__}); check "
            "VAULT_ADDR and that it runs."
        )

    def _answered(self, status: int) -> SuitehouseError:
        """The error of our tree for an answer that is not the secret."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
            return SecretStoreError(
                f"{self.where}: Vault at {self.place} is sealed, starting or busy (status "
                f"{status}); unseal it, or try again later."
            )
        return self.refusal(_FAULTS.get(status, f"unexpected answer {status}; check VAULT_ADDR"))


def vault_server(environment: Mapping[str, str], token_file: Path, where: str) -> VaultServer:
    """Return the server that the environment names.

    Raises:
        ConfigurationError: No address or token, or one that cannot be used.
    """
    base = _split(environment.get("VAULT_ADDR", ""))
    if base is None:
        raise ConfigurationError(
            f"{where}: VAULT_ADDR names no server; set it to https://host:8200."
        )
    headers = {"X-Vault-Token": _token(environment, token_file, where), "X-Vault-Request": "true"}
    if namespace := environment.get("VAULT_NAMESPACE"):
        headers["X-Vault-Namespace"] = _header(namespace, "VAULT_NAMESPACE", where)
    return VaultServer(base, headers, _certificates(environment, where), where)


def _read(response: http.client.HTTPResponse) -> _Answer:
    body = response.read(_LARGEST_BYTES)
    if response.length:  # broken off, or far more than a secret
        raise http.client.IncompleteRead(b"", response.length)
    return _Answer(response.status, body, response.getheader("Location") or "")


def _split(url: str) -> SplitResult | None:
    """The parts of an http or https URL, None where it is none; a port that is none is refused."""
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if is_usable else None


def _default_port(base: SplitResult) -> int:
    return http.client.HTTP_PORT if base.scheme == "http" else http.client.HTTPS_PORT


def _target_of(location: SplitResult) -> str:
    return f"{location.path}?{location.query}" if location.query else location.path


def _token(environment: Mapping[str, str], token_file: Path, where: str) -> str:
    source, token = "VAULT_TOKEN", environment.get("VAULT_TOKEN", "").strip()
    if not token:
        source, token = str(token_file), _content(token_file.expanduser()).strip()
    if not token:
        raise ConfigurationError(
            f"{where}: there is no token; set VAULT_TOKEN, or run 'vault login', which keeps one "
            f"in {token_file}."
        )
    return _header(token, source, where)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _header(value: str, source: str, where: str) -> str:
    # http.client's own error would quote the value.
    if not _HEADER_TEXT.fullmatch(value):
        raise ConfigurationError(
            f"{where}: {source} has blanks, line ends or letters beyond ASCII; correct it."
        )
    return value


def _certificates(environment: Mapping[str, str], where: str) -> ssl.SSLContext:
    path = environment.get("VAULT_CACERT") or None
    try:
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ConfigurationError(
            f"{where}: VAULT_CACERT names no file of certificates: {path}."
        ) from error


_FAULTS: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "it does not understand the request; check VAULT_ADDR, its http or "
    "https, and the path",
    HTTPStatus.UNAUTHORIZED: "it refused the token; renew it and set VAULT_TOKEN",
    HTTPStatus.FORBIDDEN: "it refused access; the token is invalid or has expired, no engine is "
    "mounted at the path, or no policy of the token lets it read there (KV version 2 needs 'read' "
    "on MOUNT/data/NAME)",
    HTTPStatus.NOT_FOUND: "there is no such secret or namespace, or the secret's newest version is "
    "deleted; write the path as for 'vault kv get', without data/",
}
