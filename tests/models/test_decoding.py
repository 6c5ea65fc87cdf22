from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Sampling

if TYPE_CHECKING:
    from ascii_diagram_models.engine import Model

pytestmark = pytest.mark.model

PLANETS = 'root ::= ("mars" | "venus" | "earth") "\\n" [a-z]{3,9}'


def babble(model: Model, sampling: Sampling, *, seed: int = 1, most: int = 40) -> bytes:
    from ascii_diagram_models.decoding import Prompt, generate
    from ascii_diagram_models.matcher import Matcher

    from tests.models.babbling_context import BabblingContext

    matcher = Matcher(model, PLANETS)
    context = BabblingContext(model, seed)
    pieces = generate(context, Prompt((1,), (1,)), matcher, sampling, most=most)
    text = b"".join(piece.text for piece in pieces)
    matcher.close()
    return text


def eager(model: Model, *, seed: int) -> bytes:
    """What comes out when the grammar is asked about every token at every step."""
    import numpy as np
    from ascii_diagram_models.matcher import Matcher

    from tests.models.babbling_context import BabblingContext

    matcher, context = Matcher(model, PLANETS), BabblingContext(model, seed)
    everything = np.arange(model.size, dtype=np.int32)
    logits, text = context.start((1,), (1,)), b""
    while True:
        token = int(np.where(matcher.allowed(everything), logits, -np.inf).argmax())
        if model.ends(token):
            matcher.close()
            return text
        matcher.accept(token)
        text += model.piece(token)
        logits = context.advance(token)


@pytest.mark.parametrize("seed", range(5))
def test_lazy_testing_chooses_what_full_testing_would(vocabulary: Model, seed: int) -> None:
    assert babble(vocabulary, Sampling(), seed=seed) == eager(vocabulary, seed=seed)


def test_samples_obey_the_grammar_and_the_seed(vocabulary: Model) -> None:
    texts = [babble(vocabulary, Sampling(1.0, seed)) for seed in (1, 1, 2, 3, 4)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1
    for text in texts:
        planet, _, rest = text.decode().partition("\n")
        assert planet in {"mars", "venus", "earth"}
        assert rest.isalpha()
        assert 3 <= len(rest) <= 9


def test_endless_reply_is_refused(vocabulary: Model) -> None:
    with pytest.raises(BackendError, match="did not finish within 1 tokens"):
        babble(vocabulary, Sampling(), most=1)


def test_control_tokens_are_never_written(vocabulary: Model) -> None:
    import numpy as np
    from ascii_diagram_models.matcher import Matcher

    control = np.array(vocabulary.tokenize("<|im_start|>", control=True), np.int32)
    assert len(control) == 1
    matcher = Matcher(vocabulary, 'root ::= [a-z<>|_]+ "!"')
    assert not matcher.allowed(control).any()
    matcher.close()
