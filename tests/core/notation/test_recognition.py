from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import parse, recognise


@pytest.mark.parametrize(
    "text",
    [
        "A -> B",
        "x->y->z",
        "A <- B",
        "A <-> B: HTTPS",
        "a -- b",
        "client--server",
        "A --> B",
        "C++ -> asm",
        "foo.bar() -> baz",
        "f(a, b) -> c",
        "idle -> allocated (job start, now) -> idle",
        "main.py -> utils.py",
        "localhost:8080 -> db",
        "GET /users/{id} -> handler",
        "git commit --amend -> hook",
        "Cache hit? -> DB: no",
        "six words are allowed in labels -> B",
        '"any text. whatever, so long" -> B',
        "A -> B: GET, POST",
        "A -> B {style: dashed}",
        "Client -> Server; Server -> DB",
        "tokenizer -> parser\n  -> resolver",
        "# heading\n\nA -> B",
        "graph -> tree",
        "direction: right",
        "direction: down\nA",
        "direction: right; A",
        "shape: sequence_diagram\nA -> B: x",
        "shape: timeline\n1990: x",
        "grid-columns: 2\na",
        "art: |\n x\n|",
        "Backend {\n  API\n}\nClient -> API",
        "Backend { API }\nClient -> API",
        "Postgres {shape: cylinder}\nAPI -> Postgres",
        "db: Postgres\nAPI -> db: reads",
        "A\nB\nA -> B",
    ],
)
def test_notation(text: str) -> None:
    assert recognise(text) == "arrow"


@pytest.mark.parametrize(
    "text",
    [
        "A -> B {stile: dashed}",
        "A -> B\nB => C",
        'A -> B: "open',
        "A -> B: GET /x -> 200",
        "A -> B ->",
        "A -> -> B",
        "A -> B }",
        "A -> }",
        'A -> "open',
        "A -> " + "x" * 201,
        "A -> B\u202e",
        "direction: sideways",
        "shape: circle",
        "grid-columns: three",
        "art: |\nno end",
        "Postgres {shap: cylinder}",
        "A -> B\n" + "x" * 70_000,
    ],
)
def test_faulty_notation_is_still_notation(text: str) -> None:
    assert recognise(text) == "arrow"
    with pytest.raises(AsciiDiagramError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "the water cycle",
        "API",
        "API\ncache",
        "the API asks the cache first, on a miss it reads Postgres",
        "client -> server, server -> db",
        "A, B -> C",
        "the API -> cache path is hot.",
        "dashboard -> api -> postgres. api -> redis, sdk <- redis",
        "no more than six words may stand here -> B",
        "Known issue? yes -> macro reply, no -> tier 2",
        "GPU node: idle -> allocated (job start)",
        "pods -> nodes: the scheduler places them. Then the kubelet starts them",
        "A -> B: reads, B -> C: writes",
        "a --x--> b",
        "a --x-> b",
        "a -- yes --> b",
        "a -.-> b",
        "a ->> b",
        "a => b",
        "a ~> b",
        "a → b",
        "a → b -> c",
        '"foo" -> "bar" is the path',
        "p->next is null",
        "head->next->next chain of nodes",
        "The cache -- which is fast -- serves reads",
        "wait… -> B",
        "the API — a monolith -> B",
        "- a -> b\n- b -> c",
        "1. a -> b",
        "-> A",
        "Title\nA -> B",
        "Checkout flow: happy path\ncart -> payment",
        "direction: right to left",
        "art: a cat",
        "struct Foo { int x }",
        "graph of the modules",
        "timeline of the French revolution",
    ],
)
def test_prose(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize("text", ["graph LR\n  A --> B", "sequenceDiagram\nA->>B: x"])
def test_mermaid(text: str) -> None:
    assert recognise(text) == "mermaid"
    parse(text)


_PIECES = st.sampled_from(
    ["->", "<-", "--", ":", ";", "{", "}", "|", '"', "#", "\n", " ", "A", "b c", ".", "art",
     "\u202e", "direction", "shape", "note", "loop", "else", "graph", "\\", "sequence_diagram",
     "timeline", "1", "grid-columns", "|\n", "style"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_any_text_gives_an_answer_or_an_error_of_ours(text: str) -> None:
    recognise(text)
    shown: list[str] = []
    for lead in ("", "shape: sequence_diagram\n", "shape: timeline\n", "grid-columns: 2\n"):
        try:
            parse(lead + text)
        except AsciiDiagramError as error:
            shown.append(str(error))
    assert all(shown)
