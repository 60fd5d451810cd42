from pathlib import Path

import pytest

from suitehouse.quality.data_docs import finish_site, offline_page, replaced_folder
from suitehouse.quality.results import FailedExpectation, SuiteResult

AS_BUILT = """\
<html><head>
<link rel="stylesheet" href="https://cdn.example/x.css">
<script src="https://cdn.example/x.js"></script>
<style>a { background: url('https://cdn.example/logo.png') }</style>
</head><body>
<img
  src="//cdn.example/logo.png"/>
<a class="x" href="https://maker.example/news">Maker</a>
<a href="../index.html">Home</a>
<script>var x = "</div>";</script>
</body></html>
"""


def test_a_page_refers_to_nothing_outside_and_keeps_its_text() -> None:
    page = offline_page(AS_BUILT, "b { color: red }")

    assert page == (
        "<html><head>\n\n\n\n<style>\nb { color: red }</style>\n</head><body>\n\nMaker\n"
        '<a href="../index.html">Home</a>\n\n</body></html>\n'
    )


def test_the_index_links_each_table_and_names_what_is_not_met(tmp_path: Path) -> None:
    page = tmp_path / "validations" / "core" / "accounts" / "run" / "time" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("<head></head>")
    failed = (FailedExpectation("expect_unique", ("id",), 2),)

    finish_site(tmp_path, [SuiteResult("core", ("landing", "accounts"), 1234, 5, failed)])

    index = (tmp_path / "index.html").read_text()
    link = '<a href="validations/core/accounts/run/time/page.html">landing.accounts</a>'
    assert link in index
    assert "✗ expect_unique id" in index
    assert "4 of 5 expectations are met" in index
    assert "1,234" in index


def half_a_site(site: Path) -> None:
    with replaced_folder(site) as folder:
        (folder / "page.html").write_text("half")
        raise RuntimeError


def test_a_site_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    site = tmp_path / "data_docs"
    with replaced_folder(site) as folder:
        (folder / "page.html").write_text("old")

    with pytest.raises(RuntimeError):
        half_a_site(site)

    assert (site / "page.html").read_text() == "old"
