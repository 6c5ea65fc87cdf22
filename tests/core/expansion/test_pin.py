from tests.core.expansion.expanding import PROSE, actions, expand, states
from tests.core.expansion.fakes import FakeBackend


def test_prose_becomes_notation_and_is_drawn(backend: FakeBackend) -> None:
    expansion = expand("x = 1\n" + PROSE + "y = 2\n", backend, mode="pin")
    assert actions(expansion) == ["pinned"]
    assert "the API asks" not in expansion.text
    assert "API -> cache: asks" in expansion.text
    assert "│ API " in expansion.text
    assert expansion.text.startswith("x = 1\n#")
    assert expansion.text.endswith("\ny = 2\n")
    assert states(expansion.text) == ["fresh"]
    again = expand(expansion.text, None, mode="pin")
    assert again.text == expansion.text
    assert actions(again) == ["kept"]


def test_what_is_drawn_already_can_be_pinned(backend: FakeBackend) -> None:
    drawn = expand(PROSE, backend).text
    pinned = expand(drawn, backend, mode="pin").text
    assert pinned.split("\n")[-6:] != drawn.split("\n")[-6:]  # another prompt, another hash
    assert [line for line in pinned.split("\n") if "│" in line] == [
        line for line in drawn.split("\n") if "│" in line
    ]
    assert states(pinned) == ["fresh"]


def test_options_stay(backend: FakeBackend) -> None:
    text = PROSE.replace("diagram:", "diagram[width=40 charset=ascii]:")
    pinned = expand(text, backend, mode="pin").text
    assert "ascii-diagram[width=40 charset=ascii]:" in pinned
    assert pinned.isascii()


def test_hand_edits_and_failures_are_left_alone(backend: FakeBackend) -> None:
    edited = expand(PROSE, backend).text.replace(" cache │", " Redis │")
    assert expand(edited, backend, mode="pin").text == edited
    unknown = "# ascii-diagram: what nobody has heard of\n"
    expansion = expand(unknown + "\n" + PROSE, backend, mode="pin")
    assert actions(expansion) == ["failed", "pinned"]
    assert expansion.text.startswith(unknown)


def test_prose_stays_where_its_notation_cannot_be_drawn(backend: FakeBackend) -> None:
    text = PROSE.replace("diagram:", "diagram[width=12]:")
    expansion = expand(text, backend, mode="pin")
    assert actions(expansion) == ["failed"]
    assert expansion.text == text


def test_what_would_be_read_as_prose_is_not_written(backend: FakeBackend) -> None:
    text = PROSE.replace("diagram:", "diagram[prose]:")
    expansion = expand(text, backend, mode="pin")
    assert expansion.text.startswith(text)
    (outcome,) = expansion.outcomes
    assert outcome.action == "failed"
    assert "prose" in outcome.message


def test_a_fence_keeps_its_fields(backend: FakeBackend) -> None:
    text = "```ascii-diagram\n:width: 60\nthe API asks the cache\n```\n"
    expansion = expand(text, backend, path="a.md", mode="pin")
    assert expansion.text == text.replace(
        "the API asks the cache", "direction: right\nAPI -> cache: asks"
    )
    assert actions(expansion) == ["pinned"]


def test_markdown(backend: FakeBackend) -> None:
    text = "# Title\n\n<!-- ascii-diagram: the API asks the cache -->\n\nText.\n"
    expansion = expand(text, backend, path="a.md", mode="pin")
    assert "the API asks" not in expansion.text
    assert states(expansion.text, "a.md") == ["fresh"]
