"""The source URL taken apart: server, database, user, and the options after the `?`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from suitehouse.errors import ConfigurationError

_SCHEMES = {"mysql+pymysql", "mysql", "mariadb", "mariadb+pymysql"}
_OPTIONS = {"unix_socket", "ssl_ca", "charset"}
_SHAPE = "mysql+pymysql://user:password@host:3306/database"
_CHARSET = "utf8mb4"
_DEFAULT_PORT = 3306
_LONGEST_HOST = 253


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """Where the CRM's database is and who reads it; the password is not part of the repr.

    `account_host` is the host part of the server's account, '%' until the server has told it.
    """

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    unix_socket: str | None = None
    ssl_ca: str | None = None
    account_host: str = "%"

    @property
    def place(self) -> str:
        """The server as a message may name it."""
        return self.unix_socket or f"{self.host}:{self.port}"


def parse_address(url: str) -> SourceAddress:
    """Return the address that a source URL holds.

    Raises:
        ConfigurationError: It is not such a URL. The message never repeats the URL, which holds the
            password.
    """
    parts = _split(url)
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise ConfigurationError(f"SUITEHOUSE_SOURCE_URL names no database; write {_SHAPE}.")
    if not parts.username:
        raise ConfigurationError(
            f"SUITEHOUSE_SOURCE_URL names no user; write {_SHAPE}, with a user that may only read."
        )
    options = _options(parts)
    return SourceAddress(
        host=_host(parts),
        port=_port(parts),
        database=database,
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        unix_socket=options.get("unix_socket"),
        ssl_ca=options.get("ssl_ca"),
    )


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - _OPTIONS):
        known = ", ".join(sorted(_OPTIONS))
        raise ConfigurationError(
            f"SUITEHOUSE_SOURCE_URL has an unknown option ({', '.join(unknown)}); known are "
            f"{known}."
        )
    if options.get("charset", _CHARSET).lower() != _CHARSET:
        raise ConfigurationError(
            f"SUITEHOUSE_SOURCE_URL asks for another charset than {_CHARSET}, in which every row "
            "is read; leave the option out."
        )
    return options


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ConfigurationError(f"SUITEHOUSE_SOURCE_URL is not a URL; write {_SHAPE}.") from None
    if parts.scheme not in _SCHEMES:
        raise ConfigurationError(
            f"SUITEHOUSE_SOURCE_URL must start with mysql+pymysql://; write {_SHAPE}."
        )
    return parts


def _host(parts: SplitResult) -> str:
    """The server's name; one that DNS cannot hold would fail only where it is looked up."""
    host = parts.hostname or "localhost"
    try:
        is_name = len(host.encode("idna")) <= _LONGEST_HOST and host.isprintable()
    except UnicodeError:
        is_name = False
    if not is_name:
        raise ConfigurationError(
            "SUITEHOUSE_SOURCE_URL has a host that is no name of a server: its parts between dots "
            f"have 1 to 63 characters, all of it {_LONGEST_HOST} at most; write {_SHAPE}."
        )
    return host


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _DEFAULT_PORT
    except ValueError:
        raise ConfigurationError("SUITEHOUSE_SOURCE_URL has a port that is not a number.") from None
