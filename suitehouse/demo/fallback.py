"""The demo as the source where none is configured, so that every command works after `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from suitehouse.demo.home import DemoHome
from suitehouse.demo.server import private_mariadb
from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import resolve_if_reference
from suitehouse.settings import Settings


@contextmanager
def source_url(settings: Settings) -> Iterator[str]:
    """Yield the URL of the CRM: the configured one, else that of the demo company in this home.

    The demo's private server runs for the length of the block; one that runs already is shared.

    Raises:
        ConfigurationError: Neither is there, or the secret reference cannot be resolved.
        DemoError: The private server does not start.
    """
    if settings.source_url is not None:
        yield resolve_if_reference(settings.source_url.get_secret_value())
        return
    home = DemoHome(settings.home)
    if not home.has_company:
        raise ConfigurationError(
            "SUITEHOUSE_SOURCE_URL is not set and there is no demo company in "
            f"{settings.home}. Set it to mysql+pymysql://user:password@host/database, or to a "
            "reference such as env:NAME or file:PATH; or run 'suitehouse demo' first."
        )
    with private_mariadb(home.server_home) as url:
        yield url


def masking_reference(settings: Settings) -> str:
    """Return the reference to the masking key: the configured one, else the demo's own.

    The demo's key never masks a configured source.

    Raises:
        ConfigurationError: No key is configured and the source is not the demo company.
    """
    if settings.masking_key is not None:
        return settings.masking_key
    home = DemoHome(settings.home)
    if settings.source_url is None and home.has_company:
        return f"file:{home.key_path}"
    raise ConfigurationError(
        "SUITEHOUSE_MASKING_KEY is not set. Make a key with 'openssl rand -hex 32 > masking.key', "
        "keep it, and set the variable to file:masking.key or to env:NAME."
    )
