"""The job over fakes; the asset graph is made of a manifest, which is made first."""

from __future__ import annotations

from pathlib import Path

import pytest
from pipeline_world import World

from suitehouse.modelling.runner import prepare_manifest


@pytest.fixture(scope="session")
def manifest() -> None:
    prepare_manifest()


@pytest.fixture
def world(tmp_path: Path, manifest: None) -> World:  # noqa: ARG001 - made before the job
    return World(tmp_path)
