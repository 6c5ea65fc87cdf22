import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import ascii_diagram
from ascii_diagram import Edge, Graph, Node
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve import Cancel, Failure, Reply, Request, Resolver, Sampling


class FakeBackend:
    """A stand-in for a model that knows one prompt."""

    identity = "fake"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling | None = None,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        for number, request in enumerate(requests):
            self.asked.append(request)
            if request.prompt == "the API asks the cache":
                yield number, Reply("direction: right\nAPI -> cache: asks", "fake", 9, 0.1)
            else:
                yield number, Failure("unknown prompt", "ask another")

    def close(self) -> None:
        raise AssertionError("the caller's backend stays open")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))


def test_a_diagram_notation_and_prose_are_drawn_alike() -> None:
    diagram = Graph((Node("API", "API"), Node("cache", "cache")), (Edge("API", "cache", "asks"),))
    drawing = ascii_diagram.draw(diagram)
    assert drawing.split("\n") == [
        "┌─────┐           ┌───────┐",
        "│ API ├── asks ──►│ cache │",
        "└─────┘           └───────┘",
    ]
    assert ascii_diagram.draw("API -> cache: asks") == drawing
    assert ascii_diagram.draw("flowchart LR\n  API -->|asks| cache") == drawing
    backend = FakeBackend()
    assert ascii_diagram.draw("the API asks the cache", backend=backend) == drawing
    assert len(backend.asked) == 1


def test_width_direction_and_charset() -> None:
    drawing = ascii_diagram.draw("A -> B -> C", width=20, direction="down", charset="ascii")
    assert drawing.isascii()
    assert max(map(len, drawing.split("\n"))) <= 20
    assert "v" in drawing


def test_errors_say_what_is_wrong() -> None:
    with pytest.raises(ascii_diagram.NotationError, match="line 2, column"):
        ascii_diagram.draw("A -> B\nB => C")
    with pytest.raises(ascii_diagram.WidthError, match="smallest width that works"):
        ascii_diagram.draw("shape: sequence_diagram; A -> B: asks; B -> C: asks", width=10)
    with pytest.raises(ascii_diagram.AsciiDiagramError, match="out of bounds"):
        ascii_diagram.draw("A -> B", width=3)
    with pytest.raises(ascii_diagram.BackendError, match="unknown prompt"):
        ascii_diagram.draw("what nobody knows", backend=FakeBackend())
    with pytest.raises(ascii_diagram.BackendError, match="backend is `none`"):
        ascii_diagram.draw("what nobody is asked", backend="none")


def test_parse() -> None:
    graph = ascii_diagram.parse("A -> B")
    assert isinstance(graph, Graph)
    assert graph.edges == (Edge("A", "B"),)


def test_expand_text() -> None:
    backend = FakeBackend()
    resolver = Resolver(None, None, lambda: backend)
    text = "// ascii-diagram: the API asks the cache\nint x;\n"
    expansion = ascii_diagram.expand_text(
        text, path="a.c", width=40, charset="ascii", resolver=resolver
    )
    assert expansion.text.startswith(text.partition("\n")[0] + "\n//\n//     +")
    assert expansion.text.endswith("\nint x;\n")
    assert expansion.text.isascii()
    again = ascii_diagram.expand_text(expansion.text, path="a.c", resolver=resolver)
    assert again.text == expansion.text
    assert len(backend.asked) == 1


def test_expand_text_needs_no_model_for_notation() -> None:
    expansion = ascii_diagram.expand_text("ascii-diagram: A -> B\n", frozen=True)
    assert "│ A ├" in expansion.text
    (outcome,) = ascii_diagram.expand_text("ascii-diagram: what is it\n", frozen=True).outcomes
    assert outcome.action == "failed"
    assert "--frozen" in outcome.message


def test_names_are_listed_and_others_refused() -> None:
    for name in ascii_diagram.__all__:
        assert name == "Diagram" or getattr(ascii_diagram, name).__name__ == name
    assert dir(ascii_diagram) == sorted(ascii_diagram.__all__)
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        _ = ascii_diagram.paint


def test_importing_the_package_loads_none_of_it() -> None:
    code = "import sys, ascii_diagram; print(*(m for m in sys.modules if 'ascii_diagram' in m))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == ["ascii_diagram"]


@pytest.mark.parametrize("name", ["charset", "direction", "style"])
def test_unknown_choices_are_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(AsciiDiagramError, match=f"unknown {name} 'x'") as caught:
        ascii_diagram.draw("A -> B", **{name: "x"})  # type: ignore[arg-type]
    assert "use " in caught.value.hint


def test_draw_lists_trees_and_minds_wide_characters() -> None:
    tree = "direction: down\nroot -> leaf\nroot -> twig"
    assert ascii_diagram.draw(tree, tree="listing") == "root\n├── leaf\n└── twig"
    assert ascii_diagram.draw(tree, ambiguous_wide=True).isascii()
