"""Finding MariaDB's programs, and getting them where that needs no questions.

Only a Debian-like system on which we are root is changed, and only by its own package manager.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suitehouse.errors import DemoError

_MORE_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin")
_SERVER_NAMES = ("mariadbd", "mysqld")
_INSTALLER_NAMES = ("mariadb-install-db", "mysql_install_db")
_POLICY = Path("/usr/sbin/policy-rc.d")
_POLICY_FORBIDS_STARTING = "#!/bin/sh\nexit 101\n"
_APT_SECONDS = 900
_REMEDY = (
    "Install MariaDB 10.6 or newer ('apt-get install mariadb-server', 'dnf install "
    "mariadb-server' or 'brew install mariadb'), or set SUITEHOUSE_SOURCE_URL to a SuiteCRM "
    "database of your own."
)


@dataclass(frozen=True, slots=True)
class Programs:
    """The two programs that a private server needs."""

    server: Path
    installer: Path


def find_programs() -> Programs | None:
    """Return MariaDB's programs, or None where one of them is not on this machine."""
    server, installer = _which(_SERVER_NAMES), _which(_INSTALLER_NAMES)
    if server is None or installer is None or not _is_mariadb(server):
        return None
    return Programs(server, installer)


def ensure_programs() -> Programs:
    """Return MariaDB's programs, installing the package on Debian and Ubuntu when we are root.

    The package's system service is kept from starting: the demo runs a server of its own.

    Raises:
        DemoError: MariaDB is missing and can't be installed from here; says what to install.
    """
    if found := find_programs():
        return found
    if not _can_install():
        raise DemoError(f"The demo needs a MariaDB server and found none. {_REMEDY}")
    _install_package()
    if found := find_programs():
        return found
    raise DemoError(f"mariadb-server was installed but its programs were not found. {_REMEDY}")


def _which(names: tuple[str, ...]) -> Path | None:
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *_MORE_FOLDERS])
    found = (shutil.which(name, path=folders) for name in names)
    return next((Path(path) for path in found if path), None)


def _is_mariadb(server: Path) -> bool:
    command = [str(server), "--no-defaults", "--version"]
    printed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return "mariadb" in printed.stdout.lower()


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_package() -> None:
    with _no_service_starts():
        for arguments in (
            ["update", "-q"],
            ["install", "-q", "-y", "--no-install-recommends", "mariadb-server"],
        ):
            _run_apt(arguments)


def _run_apt(arguments: list[str]) -> None:
    command = ["apt-get", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(  # noqa: S603
            command, env=environment, check=True, capture_output=True, timeout=_APT_SECONDS
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DemoError(f"'{' '.join(command)}' failed. {_REMEDY}") from error


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Keep package scripts from starting services, unless the machine has a policy on that."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text(_POLICY_FORBIDS_STARTING, encoding="utf-8")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
