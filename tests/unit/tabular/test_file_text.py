from __future__ import annotations

import codecs
import io

import pytest

from suitehouse.errors import ExportError
from suitehouse.tabular.text import TextFile, refuse_control_characters, scan_text


def scanned(raw: bytes, name: str = "a.csv") -> TextFile:
    text = scan_text(name, lambda: io.BytesIO(raw))
    refuse_control_characters(text)
    return text


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("née,1\n".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "née,1\n".encode(), "utf-8-sig"),
        ("née,1\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "née,1\n".encode("utf-16-be"), "utf-16"),
        ("née,1\n".encode("utf-16-le"), "utf-16-le"),
        ("née,1\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_unicode_in_any_coat_is_read_without_remark(raw: bytes, encoding: str) -> None:
    text = scanned(raw)

    assert "".join(text.lines()) == "née,1\n"
    assert (text.encoding, text.findings) == (encoding, ())


def test_a_code_page_is_read_with_a_warning() -> None:
    text = scanned("née “x”\n".encode("cp1252"))

    assert "".join(text.lines()) == "née “x”\n"
    assert [finding.code for finding in text.findings] == ["fallback_encoding"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"PK\x03\x04rest", "ZIP archive or an Excel workbook"),
        ("a\n\ufeffb".encode(), "byte-order mark in the middle"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\xef\xbb\xbf <HTML>", "web page"),
        (b"\x89PNG\r\n", "picture"),
        (b"a,b\n1,\x00\n", "control characters"),
        (b"\x00" * 64, "control characters"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "is not utf-16"),
    ],
)
def test_what_is_no_text_is_refused_whatever_its_name(raw: bytes, reason: str) -> None:
    with pytest.raises(ExportError, match=reason) as refused:
        scanned(raw, "report.csv")

    assert refused.value.file == "report.csv"
    assert refused.value.remedy


def test_a_control_character_is_blamed_on_its_line() -> None:
    with pytest.raises(ExportError) as refused:
        scanned(b"a,b\n1,2\n3,\x01\n", "report.csv")

    assert refused.value.line == 3
