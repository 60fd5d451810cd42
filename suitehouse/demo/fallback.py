"""The demo as the source where none is configured, so that every command works after `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from suitehouse.demo.home import DemoHome
from suitehouse.demo.server import private_mariadb
from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import resolve_if_reference
from suitehouse.settings import Settings
from suitehouse.source.current_url import ReadUrl


@contextmanager
def source_url(settings: Settings) -> Iterator[ReadUrl]:
    """Yield what reads the CRM's URL: the configured one, else that of this home's demo company.

    A secret reference is resolved when it is called, each time anew, and once before, so that one
    which cannot be resolved stops the work before it begins. The demo's private server runs for the
    length of the block; one that runs already is shared.

    Raises:
        ConfigurationError: Neither is there, or the secret reference cannot be resolved.
        SecretStoreError: Where the secret is kept does not answer.
        DemoError: The private server does not start.
    """
    if settings.source_url is not None:
        reference = settings.source_url.get_secret_value()
        resolve_if_reference(reference)
        yield lambda: resolve_if_reference(reference)
        return
    home = DemoHome(settings.home)
    if not home.has_company:
        raise ConfigurationError(
            "SUITEHOUSE_SOURCE_URL is not set and there is no demo company in "
            f"{settings.home}. Set it to mysql+pymysql://user:password@host/database, or to a "
            "reference such as env:NAME or file:PATH; or run 'suitehouse demo' first."
        )
    with private_mariadb(home.server_home) as url:
        yield lambda: url


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
