"""What a user may set.

Environment variables name places and secrets; `suitehouse.toml` holds the policy that git reviews.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from suitehouse.contracts.model import Lane
from suitehouse.errors import ConfigurationError
from suitehouse.operations.validation import faults_of
from suitehouse.reconcile.policy import ReconcilePolicy

POLICY_FILE = "suitehouse.toml"
ENVIRONMENT_FILE = ".env"
_YEAR = 366 * 86_400
_MOST_ROWS = 10_000_000_000


class Settings(BaseSettings):
    """Where things are. Every field is read from `SUITEHOUSE_<FIELD>` or `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="SUITEHOUSE_",
        env_file=ENVIRONMENT_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        # An empty variable is an unset one: an empty home would be the working directory.
        env_ignore_empty=True,
    )

    home: Path = Field(Path("var"), description="Folder of all run-time files.")
    source_url: SecretStr | None = Field(
        None,
        description="mysql+pymysql://user:password@host/database, or a secret reference to it.",
    )
    # Not in the repr: a password may stand in the one, the key itself by mistake in the other.
    warehouse_url: str | None = Field(
        None,
        repr=False,
        description="Where the writer's duckdb file is, and the warehouses that it supplies, with "
        "spaces between them; default: 'warehouse.duckdb' under home alone.",
    )
    masking_key: Annotated[str | None, NoDecode] = Field(
        None, repr=False, description="Secret reference to the masking key, such as file:PATH."
    )
    warehouse_key: Annotated[str | None, NoDecode] = Field(
        None, repr=False, description="Secret reference to the key of encrypted DuckDB files."
    )
    exports_url: str | None = Field(
        None, description="Folder of export files; default 'exports' under home."
    )

    def __init__(self, **values: Any) -> None:
        """Read the settings; values given here win over the environment.

        Raises:
            ConfigurationError: The `.env` file cannot be read.
        """
        try:
            super().__init__(**values)
        except (UnicodeDecodeError, OSError) as error:
            raise ConfigurationError(_unreadable(Path(ENVIRONMENT_FILE), error)) from error

    @property
    def warehouse_path(self) -> Path:
        """Path of the DuckDB writer file when no other target is configured."""
        return self.home / "warehouse.duckdb"

    @property
    def published_path(self) -> Path:
        """Path of the snapshot that analysts open read-only."""
        return self.home / "published" / "suitehouse.duckdb"


class CapturePolicy(BaseModel):
    """How capture reads the source."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("true and false are no value of it")
        return value

    tables: tuple[str, ...] = Field(
        (), description="Tables to capture; empty means every contract."
    )
    overlap_seconds: int = Field(
        600,
        ge=0,
        le=_YEAR,
        description="How far before the watermark a window starts again, at least.",
    )
    overlap_cap_seconds: int = Field(
        86_400,
        ge=0,
        le=_YEAR,
        description="How far late rows that were found may widen a table's overlap.",
    )
    small_table_rows: int = Field(
        2_000,
        ge=0,
        le=_MOST_ROWS,
        description="Tables up to this size are read whole and compared in every pass: cheap, and "
        "exact.",
    )
    compare_budget_seconds: float = Field(
        0.3,
        ge=0,
        le=86_400,
        description="What a pass may spend on comparing larger tables whole, beyond what their "
        "windows cost; those in which sweeps found misses come first.",
    )
    lanes: dict[str, Lane] = Field(
        {}, description="Lane by table, in place of the one that each pass chooses."
    )
    batch_bytes: int = Field(
        4 << 20,
        ge=1 << 16,
        le=1 << 30,
        description="Bytes read from the source before a batch is cut.",
    )
    resumable_rows: int = Field(
        491_520,
        ge=1,
        le=_MOST_ROWS,
        description="Tables of more rows are loaded first in parts of so many, each committed, so "
        "that a load which is cut short goes on where it was; best a multiple of DuckDB's 122,880.",
    )
    phone_region: str = Field(
        "",
        pattern="^([A-Z]{2})?$",
        description="ISO code of the country in which telephone numbers without a country's code "
        "are dialled, where their row names none; empty means that nobody knows.",
    )
    removal_guard_pct: float = Field(
        25.0, ge=0, le=100, description="Largest share of a table one pass may remove."
    )
    removal_guard_rows: int = Field(
        10,
        ge=0,
        le=_MOST_ROWS,
        description="So many rows one pass may always remove, or one deletion would be too large a "
        "share of a tiny table; not where a table that had more is empty in the source.",
    )
    attempts: int = Field(
        5, ge=1, le=100, description="Tries of a unit of work when the fault is transient."
    )
    sweep_budget_seconds: float | None = Field(
        None,
        gt=0,
        le=_YEAR,
        description="Seconds that one sweep may wait for the source; the next goes on from there.",
    )
    sweep_pause_seconds: float = Field(
        0.0,
        ge=0,
        le=86_400,
        description="Pause of a sweep between two of its statements on large tables.",
    )
    sweep_bucket_rows: int = Field(
        40_000,
        ge=1,
        le=10_000_000,
        description="Rows of a table that a sweep compares with one statement.",
    )
    sweep_method: Literal["auto", "server", "read"] = Field(
        "auto",
        description="Which side digests the rows of a sweep; auto tries both and takes the faster.",
    )
    sweep_late_seconds: int = Field(
        86_400,
        ge=0,
        le=_YEAR,
        description="A row that a sweep finds so late at most was committed late; older ones were "
        "backdated.",
    )


class Policy(BaseModel):
    """The whole of `suitehouse.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    capture: CapturePolicy = CapturePolicy()
    reconcile: ReconcilePolicy = ReconcilePolicy()


def load_policy(path: Path = Path(POLICY_FILE)) -> Policy:
    """Return the policy in a TOML file, or the defaults where there is none.

    Raises:
        ConfigurationError: The file cannot be read, is not valid TOML, or holds an unknown or wrong
            setting.
    """
    if not path.exists():
        return Policy()
    try:
        text = path.read_text(encoding="utf-8")
        # Amounts of money are among the numbers, and no float is to meet them.
        return Policy.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(_unreadable(path, error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not a valid policy. {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{path}: not a valid policy. {faults_of(error)}") from None


def _unreadable(path: Path, error: UnicodeDecodeError | OSError) -> str:
    if isinstance(error, OSError):
        return f"{path.absolute()} cannot be read ({error.strerror}); make it a readable file."
    return f"{path.absolute()} is not UTF-8 text: byte {error.start + 1} is none; save it as UTF-8."
