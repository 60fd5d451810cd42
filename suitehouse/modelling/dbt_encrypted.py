"""dbt-duckdb's plugin that opens an encrypted warehouse; only dbt imports this module.

dbt would put a key into a statement, which DuckDB's errors and dbt's log may quote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from suitehouse.modelling.dbt_key import key_for_dbt
from suitehouse.warehouses._duckdb_files import attach_main_file, use_file


class Plugin(BasePlugin):
    """Attaches what the profile attaches, with its key."""

    def configure_connection(self, conn: Any) -> None:
        """Attach the file before dbt does; dbt leaves a database that is there as it is."""
        for attachment in (self.creds and self.creds.attach) or ():
            attach_main_file(conn, Path(attachment.path), key_for_dbt())

    def configure_cursor(self, cursor: Any) -> None:
        """Let names without a database mean the file's: each cursor starts in memory."""
        use_file(cursor)
