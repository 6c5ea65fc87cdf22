from __future__ import annotations

import json

import pytest
from asciidoc_train.teacher.json_repair import loads_repaired
from hypothesis import given
from hypothesis import strategies as st

PLAIN = st.recursive(
    st.text(max_size=8) | st.integers(-99, 99) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('Sure!\n```json\n{"a": 1}\n```\nEnjoy.', {"a": 1}),
        ("```\n[1, 2", [1, 2]),
        ('<think>{"b": 2}</think>{"a": 1}', {"a": 1}),
        ('{"a": "x\ny"}', {"a": "x\ny"}),
        ('{"a": "x", "b": "cut of', {"a": "x"}),
        ('[{"p": "1", "n": "2"}, {"p": "3", "n": "4', [{"p": "1", "n": "2"}, {"p": "3"}]),
        ('{"a": True, "b": None}', {"a": True, "b": None}),
        ('{"a": "\\u00e9\\n"', {"a": "é\n"}),
        ('{"a": 1} {"b": 2}', {"a": 1}),
    ],
)
def test_what_can_be_saved_is_saved(text: str, data: object) -> None:
    assert loads_repaired(text) == data


@pytest.mark.parametrize("text", ["", "no", "{", "[", '"just text"', "[" * 500, '{"a' * 300])
def test_what_cannot_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"no object|deeper"):
        loads_repaired(text)


@given(PLAIN.map(lambda data: {"data": data}))
def test_right_json_stays_what_it_is(data: object) -> None:
    assert loads_repaired(json.dumps(data)) == data


@given(st.lists(st.text(max_size=6), min_size=1, max_size=5), st.data())
def test_no_cut_makes_up_a_value(texts: list[str], data: st.DataObject) -> None:
    text = json.dumps(texts)
    cut = text[: data.draw(st.integers(1, len(text)))]
    try:
        found = loads_repaired(cut)
    except ValueError:
        return
    assert isinstance(found, list)
    assert found == texts[: len(found)]
