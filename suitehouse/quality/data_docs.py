"""Data Docs that open anywhere: one folder of plain pages, no script and nothing from outside.

As built, each page asks a dozen hosts for styles, scripts and logos, and its index is blank without
them. The pages keep their content; style, index and navigation are ours.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from suitehouse.quality.results import SuiteResult

_STYLE = Path(__file__).with_name("offline.css")
_SCRIPTS_AND_STYLES = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_LINKS_AND_IMAGES = re.compile(r"<(?:link|img)\b[^>]*>", re.IGNORECASE)
_OUTSIDE_ANCHOR = re.compile(
    r"<a\b[^>]*\bhref=[\"'](?:https?:)?//[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE
)
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Expectations</title></head>
<body>
<h1>Expectations</h1>
<p>{met} of {evaluated} expectations are met, in {tables} tables.</p>
<table>
<thead><tr><th>Suite</th><th>Table</th><th>Rows</th><th>Met</th><th>Not met</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` once the block ends well."""
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    yield building
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)


def finish_site(folder: Path, results: Sequence[SuiteResult]) -> None:
    """Make a built site plain: our index, our style, no script, no outside reference."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    (folder / "index.html").write_text(_index(folder, results), encoding="utf-8")
    style = _STYLE.read_text(encoding="utf-8")
    for page in folder.rglob("*.html"):
        page.write_text(offline_page(page.read_text(encoding="utf-8"), style), encoding="utf-8")


def offline_page(html: str, style: str) -> str:
    """Return a page without scripts, images and outside references, in this style."""
    bare = _LINKS_AND_IMAGES.sub("", _SCRIPTS_AND_STYLES.sub("", html))
    unlinked = _OUTSIDE_ANCHOR.sub(r"\1", bare)
    return unlinked.replace("</head>", f"<style>\n{style}</style>\n</head>", 1)


def _index(folder: Path, results: Sequence[SuiteResult]) -> str:
    return _PAGE.format(
        met=sum(each.successful for each in results),
        evaluated=sum(each.evaluated for each in results),
        tables=len(results),
        rows="\n".join(_row(folder, each) for each in results),
    )


def _row(folder: Path, result: SuiteResult) -> str:
    table = ".".join(result.asset_key)
    found = sorted((folder / "validations" / result.name).glob(f"{result.asset_key[-1]}/**/*.html"))
    name = escape(table)
    if found:
        name = f'<a href="{escape(found[-1].relative_to(folder).as_posix())}">{name}</a>'
    return (
        f"<tr><td>{escape(result.name)}</td><td>{name}</td>"
        f'<td class="number">{result.rows:,}</td>'
        f'<td class="number met">{result.successful}</td><td>{_shortfalls(result)}</td></tr>'
    )


def _shortfalls(result: SuiteResult) -> str:
    return "<br>".join(
        f'<span class="short">✗ {escape(each.type)} {escape(", ".join(each.columns))}</span>'
        for each in result.failed
    )
