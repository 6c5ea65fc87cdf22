"""Which encoding a file is in: byte order mark, declaration in the file, else UTF-8.

Python's declarations follow PEP 263, XML's the XML declaration; Emacs and Vim modelines, HTML's
`charset` and CSS's `@charset` are read too. Nothing is guessed from frequencies of bytes.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ascii_diagram.errors import FileError

_MARKS = (  # longest first: the mark of UTF-32-LE begins with that of UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD_BYTES = 1024
_MODELINES = 5

_NAME = rb"([-\w.:]{1,40})"
_PYTHON = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*" + _NAME)
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(?:#|$)")
_EMACS = re.compile(rb"-\*-.*?coding:[ \t]*" + _NAME)
_VIM = re.compile(rb"(?:^|[ \t])(?:vim?|ex):.*?\b(?:fileencoding|fenc)=" + _NAME)
_XML = re.compile(rb"<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}[\"']" + _NAME)
_CSS = re.compile(rb'@charset "' + _NAME + rb'";')
_HTML = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}[\"']?" + _NAME, re.IGNORECASE)

_ASCII = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_UNICODE_CODECS = {"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"}
_NOT_FOR_FILES = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}


class Encoding(NamedTuple):
    """How text is stored: a codec's canonical name and the byte order mark before it."""

    codec: str = "utf-8"
    mark: bytes = b""

    @property
    def is_unicode(self) -> bool:
        """Whether every character can be stored."""
        return self.codec in _UNICODE_CODECS

    def encode(self, text: str) -> bytes:
        """Return the bytes of `text`, mark included.

        Raises:
            UnicodeEncodeError: A character cannot be stored.
        """
        return self.mark + text.encode(self.codec)

    def decode(self, data: bytes) -> str:
        """Return the text of `data`, without the mark.

        Raises:
            UnicodeDecodeError: The bytes are not in this encoding.
        """
        return data[len(self.mark) :].decode(self.codec)


def detect(data: bytes, suffix: str = "") -> Encoding:
    """Return the encoding that `data` declares, UTF-8 when it declares none.

    Args:
        data: A whole file.
        suffix: The end of its name, such as `.py`.

    Raises:
        FileError: It declares an encoding that is unknown or cannot hold source text.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Encoding(codec, mark)
    name = _declared(data, suffix.lower())
    return Encoding(_codec(name)) if name else Encoding()


def _declared(data: bytes, suffix: str) -> str:
    head = re.split(rb"\r\n?|\n", data[:_HEAD_BYTES])
    if suffix in {".py", ".pyi", ".pyw"}:
        return _python_cookie(head)
    match = _XML.match(data) or _CSS.match(data)
    if not match and suffix in {".html", ".htm", ".xhtml", ".vue", ".svelte"}:
        match = _HTML.search(data, 0, _HEAD_BYTES)
    if not match:
        match = _modeline(head, re.split(rb"\r\n?|\n", data[-_HEAD_BYTES:]))
    return match[1].decode("ascii") if match else ""


def _python_cookie(head: list[bytes]) -> str:
    for line in head[:2]:
        match = _PYTHON.match(line)
        if match:
            return match[1].decode("ascii")
        if not _BLANK_OR_COMMENT.match(line):
            break
    return ""


def _modeline(head: list[bytes], tail: list[bytes]) -> re.Match[bytes] | None:
    for line in head[:2]:
        match = _EMACS.search(line)
        if match:
            return match
    for line in (*head[:_MODELINES], *tail[-_MODELINES:]):
        match = _VIM.search(line)
        if match:
            return match
    return None


def _codec(name: str) -> str:
    """Return the canonical name of a codec in which ASCII text is ASCII bytes."""
    wanted = re.sub(r"-(?:unix|dos|mac)$", "", name, flags=re.IGNORECASE)  # Emacs line ends
    try:
        codec = codecs.lookup(wanted).name
        plain = codec not in _NOT_FOR_FILES and _ASCII.decode(codec) == _ASCII.decode("ascii")
    except (LookupError, UnicodeError, ValueError):
        raise FileError(f"declares the encoding {name}, which is not known") from None
    if not plain:
        raise FileError(f"declares the encoding {name}, which does not fit its bytes")
    return "utf-8" if codec == "utf-8-sig" else codec
