"""Says on certificates which other warehouses an erasure has reached, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from suitehouse.erasure.certificate import (
    Certificate,
    Reached,
    read_certificate,
    write_certificate,
)
from suitehouse.settings import Settings
from suitehouse.targets.opening import check_reference
from suitehouse.warehouses._deliveries import Delivery
from suitehouse.warehouses.opening import open_configured, target_urls

_Last = Mapping[tuple[str, str], Delivery]


def note_reached(settings: Settings) -> None:
    """Write all certificates anew that say otherwise of the warehouses of the settings.

    Raises:
        SuitehouseError: The writer cannot be read.
    """
    labels = [check_reference(reference) for reference in target_urls(settings)]
    with closing(open_configured(settings, access="read")) as writer:
        last = writer.last_deliveries()
        notes = writer.erasure_store().erasures()
    for note in notes:
        path = settings.home / (note.certificate or "")
        if note.certificate and path.is_file():
            _write_anew(path, labels, last)


def _write_anew(path: Path, labels: Sequence[str], last: _Last) -> None:
    certificate = read_certificate(path)
    targets = tuple(Reached(label, _reached_at(certificate, label, last)) for label in labels)
    if targets != certificate.targets:
        write_certificate(replace(certificate, targets=targets), path.parent)


def _reached_at(certificate: Certificate, label: str, last: _Last) -> datetime | None:
    """When the last relation was brought that the erasure emptied; None where one was not."""
    brought = [
        last[label, relation].delivered_at
        for relation in _relations(certificate)
        if (label, relation) in last
    ]
    is_reached = brought and min(brought) >= certificate.applied_at
    return max(brought) if is_reached else None


def _relations(certificate: Certificate) -> Iterable[str]:
    return {
        f"{piece.schema}.{piece.table}" for each in certificate.emptied for piece in each.pieces
    }
