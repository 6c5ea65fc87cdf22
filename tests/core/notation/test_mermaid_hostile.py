"""Whatever stands behind a header, the reader ends soon, with a diagram or an expected error."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation.mermaid_reader import is_mermaid, read_mermaid

HEADERS = (
    "graph LR",
    "stateDiagram-v2",
    "sequenceDiagram",
    "classDiagram",
    "erDiagram",
    "mindmap",
    "timeline",
)
WORDS = r"""
    A B x o - -- --> -.-> == ==> ~~~ & | : ::: ; , # % %% %%{ }%% @{ } { [ ] ( ) (( )) [[ >] < <<
    >> <| *-- ||--o{ " "` `" \ / #35; &amp; <br/> subgraph end direction LR state note as [*]
    class namespace participant actor loop alt else and rect box Note over activate section
    title accDescr { accTitle: style click linkStyle ~T~ ->> -->> -x () + shape: label:
"""
PIECES = [*WORDS.split(), "\n", "\n  ", "\t", " ", "\u202e", "\x1b", "é", "日"]


@given(st.sampled_from(HEADERS), st.lists(st.sampled_from(PIECES), max_size=30), st.booleans())
def test_any_text_is_read_or_refused(header: str, pieces: list[str], spaced: bool) -> None:
    text = f"{header}\n" + (" " if spaced else "").join(pieces)
    assert is_mermaid(text)
    with contextlib.suppress(AsciiDiagramError):
        read_mermaid(text)


@given(st.text())
def test_recognising_never_fails(text: str) -> None:
    is_mermaid(text)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "body",
    [
        "A" + " " * 60_000 + "B",
        "\n" * 60_000 + "A",
        "participant a" + " " * 60_000 + "-",
        "A -. " + "." * 60_000,
        "A " + "-" * 60_000,
        '"' * 60_000,
        "%%{" * 20_000,
        "A[" * 30_000,
        "A-->" * 15_000,
        "A & " * 15_000 + "B",
        "A~" * 30_000,
        "A:::" + " " * 60_000 + "x",
        "Note over A" + " " * 60_000,
        "loop" + " " * 60_000 + "-",
        "_a " * 20_000,
        "<br" + " " * 60_000,
        "#a" * 30_000,
        "note right of A\n" * 3_000,
        "accDescr {" * 5_000,
        "state {" * 8_000,
    ],
)
def test_long_runs_do_not_stall(header: str, body: str) -> None:
    with contextlib.suppress(AsciiDiagramError):
        read_mermaid(f"{header}\n{body}")
