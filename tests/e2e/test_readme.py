"""The README's commands do what it says, on the demo that its first command makes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from demo_run import Demo, call

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if ".venv/bin/" in line]


def test_the_readme_shows_its_two_commands() -> None:
    assert "make demo" in [block.strip() for block in BLOCKS]
    assert "make test" in [block.strip() for block in BLOCKS]


def test_every_make_command_of_the_readme_is_a_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = {line.split()[1] for block in BLOCKS for line in block.splitlines() if "make " in line}

    assert named <= set(targets)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_succeeds(demo: Demo, line: str) -> None:
    command = shlex.split(line.replace(".venv/bin/", ""), comments=True)

    done = call(demo.home, command)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


def test_the_files_that_the_readme_names_are_there(demo: Demo) -> None:
    named = re.findall(
        r"^\| `([^`]+)` \| (?:finance|analysts|data engineers)", README, re.MULTILINE
    )

    assert len(named) == 3
    assert all((demo.home / name).is_file() for name in named)


def test_every_link_in_the_docs_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not target.startswith("http")
    ]

    broken = [f"{page.name}: {target}" for page, target in links if not _leads_on(page, target)]

    assert broken == []


def _leads_on(page: Path, target: str) -> bool:
    return (page.parent / target).exists()
