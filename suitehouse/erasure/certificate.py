"""The certificate: what was erased, where, when, and how that can be seen; no personal data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from suitehouse.erasure.proof import Proven
from suitehouse.operations.durable import write_private
from suitehouse.warehouses._erasure_store import Piece

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #ccc}
pre{white-space:pre-wrap;word-break:break-all;background:#f5f5f5;padding:.6rem}
.fails{color:#a00;font-weight:bold}
@media print{details{display:block} body{margin:0}}
"""


@dataclass(frozen=True, slots=True)
class FilePieces:
    """What was emptied in one file of the warehouse, by table."""

    file: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Another warehouse, and when it held nothing more of the person; None: not yet."""

    target: str
    reached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that is said of an erasure.

    `subject` is a keyed mark; `tokens` counts those that were the person's alone and are gone,
    `shared_tokens` those that others have too. `rewritten_files` had tokens replaced, `left_files`
    still hold some, `inputs` are files of other systems that hold the plain address. `targets` are
    the other warehouses of the settings.
    """

    erasure_id: str
    subject: str
    key_id: str
    requested_at: datetime
    applied_at: datetime
    completed_at: datetime
    emptied: tuple[FilePieces, ...]
    tokens: int
    shared_tokens: int
    suppressions: int
    rewritten_files: tuple[str, ...]
    left_files: tuple[str, ...]
    inputs: tuple[str, ...]
    proof: tuple[Proven, ...]
    targets: tuple[Reached, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every query holds, no file of ours has a token left, and all were reached."""
        are_reached = all(each.reached_at for each in self.targets)
        return all(each.holds for each in self.proof) and not self.left_files and are_reached

    def facts(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {**asdict(self), "is_clean": self.is_clean}


def write_certificate(certificate: Certificate, folder: Path) -> Path:
    """Write `<id>.json` and `<id>.html`, readable by the owner alone; return the former's path."""
    path = folder / f"{certificate.erasure_id}.json"
    write_private(path, json.dumps(certificate.facts(), default=_plain, indent=1) + "\n")
    write_private(path.with_suffix(".html"), certificate_html(certificate))
    return path


def read_certificate(path: Path) -> Certificate:
    """Return the certificate of a JSON file; an older one knows of no other warehouses."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts.pop("is_clean")
    for name in ("requested_at", "applied_at", "completed_at"):
        facts[name] = datetime.fromisoformat(facts[name])
    for name in ("rewritten_files", "left_files", "inputs"):
        facts[name] = tuple(facts[name])
    facts["emptied"] = tuple(
        FilePieces(each["file"], tuple(_piece(piece) for piece in each["pieces"]))
        for each in facts["emptied"]
    )
    facts["proof"] = tuple(Proven(**each) for each in facts["proof"])
    facts["targets"] = tuple(_reached(each) for each in facts.get("targets", ()))
    return Certificate(**facts)


def _piece(facts: dict[str, Any]) -> Piece:
    return Piece(**{**facts, "columns": tuple(facts["columns"])})


def _reached(facts: dict[str, Any]) -> Reached:
    at = facts["reached_at"]
    return Reached(facts["target"], datetime.fromisoformat(at) if at else None)


def certificate_html(certificate: Certificate) -> str:
    """Return the certificate as one page that needs nothing beside it."""
    facts = (
        ("Erasure", certificate.erasure_id),
        ("Subject (keyed mark)", certificate.subject),
        ("Masking key", certificate.key_id),
        ("Requested", _moment(certificate.requested_at)),
        ("Emptied", _moment(certificate.applied_at)),
        ("Proven", _moment(certificate.completed_at)),
        ("Tokens that were the person's alone, now gone", str(certificate.tokens)),
        ("Tokens that other records hold too", str(certificate.shared_tokens)),
        ("Rows that no pass brings back", str(certificate.suppressions)),
        ("Files written anew", _listed(certificate.rewritten_files)),
        ("Files that still hold a token", _listed(certificate.left_files)),
        ("Inputs of other systems that name the address", _listed(certificate.inputs)),
        ("Other warehouses", _listed([_told(each) for each in certificate.targets])),
        ("Result", "everything below holds" if certificate.is_clean else "NOT complete"),
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<title>Certificate of erasure {escape(certificate.erasure_id)}</title>"
        f"<style>{_STYLE}</style><h1>Certificate of erasure</h1>"
        f"{_table((), [(escape(name), escape(value)) for name, value in facts])}"
        "<h2>What was emptied</h2>"
        "<p>own: a record of the person, of which key and deletion flag stay. retained: a record "
        "that has to stay, without its personal columns. link: a cell that named the person.</p>"
        f"{_pieces(certificate.emptied)}<h2>Proof</h2>"
        "<p>Keys and tokens appear by their SHA-256. Each query can be run again.</p>"
        f"{''.join(_proof(each) for each in certificate.proof)}</html>\n"
    )


def _pieces(files: Iterable[FilePieces]) -> str:
    rows = [
        tuple(
            escape(text)
            for text in (
                each.file,
                f"{piece.schema}.{piece.table}",
                piece.scope,
                str(piece.rows),
                ", ".join(piece.columns),
            )
        )
        for each in files
        for piece in each.pieces
    ]
    return _table(("file", "table", "scope", "rows", "columns"), rows)


def _proof(proven: Proven) -> str:
    verdict = "holds" if proven.holds else "<span class='fails'>does not hold</span>"
    return (
        f"<details><summary>{escape(proven.file)}: {escape(proven.claim)}: {proven.result}, "
        f"expected {proven.expected}: {verdict}</summary><pre>{escape(proven.sql)}</pre></details>"
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _told(reached: Reached) -> str:
    if reached.reached_at is None:
        return f"{reached.target}: NOT reached yet"
    return f"{reached.target}: reached {_moment(reached.reached_at)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
