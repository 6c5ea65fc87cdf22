import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.encodings import Encoding, detect


@pytest.mark.parametrize(
    ("data", "suffix", "codec"),
    [
        (b"plain", ".txt", "utf-8"),
        (b"# -*- coding: latin-1 -*-\n", ".py", "iso8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n", ".py", "cp1252"),
        (b"import x\n# coding: latin-1\n", ".py", "utf-8"),
        (b"'''# coding: latin-1'''\n", ".py", "utf-8"),
        (b"\n\n# coding: latin-1\n", ".py", "utf-8"),
        (b"# coding: latin-1\n", ".rb", "utf-8"),
        (b"/* -*- mode: c; coding: latin-1-unix -*- */\n", ".c", "iso8859-1"),
        (b"int x;\n" * 200 + b"// vim: set ts=4 fenc=koi8-r:\n", ".c", "koi8-r"),
        (b'<?xml version="1.0" encoding="ISO-8859-15"?>\n<a/>', ".xml", "iso8859-15"),
        (b"<?xml version='1.0' encoding = 'UTF-8'?>\n<a/>", ".svg", "utf-8"),
        (b'<!doctype html>\n<meta charset="windows-1251">', ".html", "cp1251"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=latin1">',
            ".htm",
            "iso8859-1",
        ),
        (b'<meta charset="latin1">', ".md", "utf-8"),
        (b'@charset "latin1";\n', ".css", "iso8859-1"),
        (b"\xef\xbb\xbf# coding: latin-1\n", ".py", "utf-8"),
        (b"\xff\xfea\0", ".txt", "utf-16-le"),
        (b"\xfe\xff\0a", ".txt", "utf-16-be"),
        (b"\xff\xfe\0\0a\0\0\0", ".txt", "utf-32-le"),
    ],
)
def test_declarations(data: bytes, suffix: str, codec: str) -> None:
    assert detect(data, suffix).codec == codec


@pytest.mark.parametrize(
    "name", ["klingon", "utf-16", "utf-7", "rot13", "base64", "punycode", "idna", "unicode_escape"]
)
def test_encodings_that_no_source_file_has_are_refused(name: str) -> None:
    with pytest.raises(FileError, match=f"declares the encoding {name}"):
        detect(f"# coding: {name}\n".encode(), ".py")


def test_which_encodings_hold_every_character() -> None:
    assert detect(b"\xff\xfea\0").is_unicode
    assert detect(b"").is_unicode
    assert not detect(b"# coding: latin-1", ".py").is_unicode


@given(st.text(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_a_mark_survives(text: str, mark: bytes) -> None:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    encoding = Encoding("utf-8", mark)
    data = encoding.encode(text)
    assert encoding.decode(data) == text
    assert data.startswith(mark)


@given(st.binary(max_size=400), st.sampled_from([".py", ".html", ".xml", ".css", ".c", ""]))
def test_any_bytes_give_an_encoding_or_a_refusal(data: bytes, suffix: str) -> None:
    with contextlib.suppress(FileError):
        assert detect(data, suffix).codec
