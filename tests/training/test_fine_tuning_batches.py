from __future__ import annotations

from collections import Counter

import pytest
from asciidoc_train.fine_tuning.batches import plan_steps
from asciidoc_train.fine_tuning.examples import Example, repeat_factor
from asciidoc_train.fine_tuning.profile import Profile, Repeat
from hypothesis import given
from hypothesis import strategies as st

from tests.training.sample_rows import LOGIN, WATER


def examples(lengths: list[int], times: float = 1.0) -> list[Example]:
    return [Example((1,) * length, 1, times, str(i)) for i, length in enumerate(lengths)]


def counts(profile: Profile, items: list[Example], world: int = 1) -> Counter[int]:
    return Counter(i for step in plan_steps(items, profile, world) for b in step for i in b)


@given(
    st.lists(st.integers(2, 60), min_size=1, max_size=80),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(0, 5),
)
def test_every_epoch_holds_every_example_once_within_the_bounds(
    lengths: list[int], epochs: int, world: int, rows: int
) -> None:
    items = examples(lengths)
    profile = Profile(epochs=epochs, batch_tokens=64, max_tokens=60, batch_rows=rows)
    assert counts(profile, items, world) == dict.fromkeys(range(len(items)), epochs)
    for step in plan_steps(items, profile, world):
        for batch in step:
            assert len(batch) * max(lengths[i] for i in batch) <= 64
            assert not rows or len(batch) <= rows


def test_epochs_differ_and_the_seed_decides_the_order() -> None:
    items = examples(list(range(2, 42)))
    profile = Profile(epochs=2, batch_tokens=64, max_tokens=60, seed=1)
    steps = plan_steps(items, profile)
    assert steps == plan_steps(items, profile)
    assert steps != plan_steps(items, profile.model_copy(update={"seed": 2}))
    half = len(steps) // 2
    assert steps[:half] != steps[half:]


def test_batches_hold_rows_of_like_length() -> None:
    items = examples([n % 50 + 10 for n in range(2000)])
    profile = Profile(epochs=1, batch_tokens=512, max_tokens=60)
    steps = plan_steps(items, profile)
    real = sum(len(items[i].tokens) for step in steps for batch in step for i in batch)
    padded = sum(
        len(batch) * max(len(items[i].tokens) for i in batch) for step in steps for batch in step
    )
    assert real / padded > 0.9


def test_repeat_factors_multiply_and_fractions_are_drawn() -> None:
    rules = [Repeat(times=3, origin="authored"), Repeat(times=0.5, kind="sequence")]
    assert repeat_factor(WATER, rules) == 3
    assert repeat_factor(LOGIN, rules) == 1.5
    profile = Profile(epochs=1, batch_tokens=64, max_tokens=60)
    seen = counts(profile, examples([10] * 400, times=1.5))
    assert set(seen.values()) == {1, 2}
    assert sum(seen.values()) == pytest.approx(600, abs=60)


def test_part_of_an_epoch_and_a_bound_on_steps() -> None:
    items = examples([30] * 40)
    whole = len(plan_steps(items, Profile(epochs=1, batch_tokens=64, max_tokens=60)))
    half = plan_steps(items, Profile(epochs=1.5, batch_tokens=64, max_tokens=60))
    assert len(half) == whole * 3 // 2
    bounded = Profile(epochs=1, batch_tokens=64, max_tokens=60, max_steps=3)
    assert len(plan_steps(items, bounded)) == 3


def test_a_step_holds_the_accumulated_batches_for_any_world_size() -> None:
    items = examples([30] * 64)
    profile = Profile(epochs=1, batch_tokens=64, max_tokens=60, accumulate=4)
    one, two = plan_steps(items, profile, 1), plan_steps(items, profile, 2)
    assert one == two
    assert {len(step) for step in one} == {4}
    assert {len(step) for step in plan_steps(items, profile, 8)} == {8}
