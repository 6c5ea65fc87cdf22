from __future__ import annotations

from asciidoc_train.duplicates import Relatives
from asciidoc_train.near_duplicates import NearIndex, shingles, similarity
from hypothesis import given
from hypothesis import strategies as st

from tests.training.sample_rows import LAYERS

WORDS = st.lists(st.sampled_from(["red", "green", "blue", "pump", "tank", "valve"]), max_size=8)


def test_what_only_wraps_a_topic_does_not_make_it_another() -> None:
    assert shingles("Explain the water cycle!") == shingles("how the water cycle works")


def test_who_acts_makes_a_difference() -> None:
    one, other = shingles("client calls server"), shingles("server calls client")
    assert similarity(one, other) < 0.5


@given(st.lists(WORDS, max_size=12), WORDS, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_the_index_finds_what_comparing_with_everything_finds(
    texts: list[list[str]], query: list[str], threshold: float
) -> None:
    index = NearIndex(threshold)
    expected: list[str] = []
    for number, words in enumerate(texts):
        index.add(str(number), " ".join(words))
        if similarity(shingles(" ".join(query)), shingles(" ".join(words))) >= threshold:
            expected.append(str(number))
    assert index.near(" ".join(query)) == expected


def test_topics_with_mostly_the_same_words_are_relatives() -> None:
    other = {"notation": "grid-columns: 1\nOzone\nAir", "topic": ""}
    near = LAYERS.model_copy(update={"prompt": "layers of soil and rock", **other})
    far = LAYERS.model_copy(update={"prompt": "layers of the atmosphere", **other})
    relatives = Relatives()
    relatives.add(LAYERS)
    assert relatives.of(near) == [LAYERS]
    assert relatives.of(far) == []
    # where everything is named, the names make the difference
    assert relatives.of(near.model_copy(update={"asks": "explicit"})) == []
