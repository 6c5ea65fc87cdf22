from __future__ import annotations

import pytest
from asciidoc_train.row_checks import asks_of, check_row, difficulty_of
from asciidoc_train.rows import Row

from ascii_diagram.notation import parse
from tests.training.sample_rows import LAYERS, LOGIN, WATER

PICTURE = Row(
    prompt="a small house",
    notation="art: |\n /\\\n/__\\\n|__|\n|",
    kind="picture",
    style="ascii_art",
    asks="topic",
    difficulty="beginner",
    origin="authored",
    width=20,
    height=5,
)


@pytest.mark.parametrize("row", [WATER, LOGIN, LAYERS, PICTURE])
def test_right_rows_have_no_faults(row: Row) -> None:
    check = check_row(row)
    assert check.faults == ()
    assert 0 < check.width <= 80
    assert check.read_back in (True, None)


@pytest.mark.parametrize(
    ("row", "change", "fault"),
    [
        (WATER, {"notation": "direction: right\npump -> "}, "notation"),
        (WATER, {"notation": "pump -> tank -> boiler"}, "form"),
        (WATER, {"kind": "sequence"}, "kind"),
        (WATER, {"prompt": "pump -> tank -> boiler"}, "prompt"),
        (WATER, {"prompt": WATER.prompt + "\x1b[31m"}, "prompt"),
        (WATER, {"prompt": "The sun warms the sea."}, "faithfulness"),
        (WATER, {"style": "hybrid"}, "style"),
        (WATER, {"notation": "direction: right\n" + "\n".join(["pump -> tank"] * 2)}, "edges"),
        (LAYERS, {"notation": "grid-columns: 1\nHumus"}, "size"),
        (LAYERS, {"notation": f"grid-columns: 1\nHumus\n{'long ' * 10}end"}, "length"),
        (LOGIN, {"notation": "shape: sequence_diagram\nbrowser -> gateway"}, "label"),
        (PICTURE, {"width": None}, "width"),
        (PICTURE, {"height": 2}, "height"),
        (PICTURE, {"style": "tui_flow", "width": None, "height": None}, "style"),
    ],
)
def test_a_wrong_row_is_refused_for_what_is_wrong(
    row: Row, change: dict[str, object], fault: str
) -> None:
    faults = check_row(Row.model_validate({**row.model_dump(), **change})).faults
    assert fault in {text.partition(":")[0] for text in faults}


def test_a_name_that_the_prompt_lacks_is_remarked() -> None:
    row = WATER.model_copy(update={"notation": WATER.notation + "\nboiler -> turbine: drives"})
    assert "invented: 'turbine'" in check_row(row).remarks


@pytest.mark.parametrize(
    ("prompt", "source", "asks"),
    [
        (WATER.prompt, WATER.notation, "explicit"),
        (LAYERS.prompt, LAYERS.notation, "topic"),
        ("lock, initially Open", "direction: right\nstart -> Open", "explicit"),
        (
            "phases of water: ice, liquid, vapour",
            "direction: right\nice -> liquid: melting\nliquid -> vapour: boiling",
            "topic",
        ),
    ],
)
def test_prompts_that_name_everything_are_told_from_topics(
    prompt: str, source: str, asks: str
) -> None:
    assert asks_of(prompt, parse(source)) == asks


@pytest.mark.parametrize(
    ("links", "difficulty"), [(2, "beginner"), (5, "intermediate"), (9, "advanced")]
)
def test_difficulty_follows_what_there_is_to_get_right(links: int, difficulty: str) -> None:
    edges = "\n".join(f"n{i} -> n{i + 1}" for i in range(links))
    assert difficulty_of(parse(f"direction: right\n{edges}")) == difficulty
