"""The stages by name, in the order in which they feed each other; loaded when they are used."""

from __future__ import annotations

import difflib
import importlib
from typing import Any, cast

from asciidoc_train.errors import ConfigError
from asciidoc_train.stage import Stage

STAGES: dict[str, str] = {
    "topics": "asciidoc_train.topics_stage:stage",
    "generate": "asciidoc_train.generation.generate_stage:stage",
    "generate-at-scale": "asciidoc_train.generation.at_scale.at_scale_stage:stage",
    "store": "asciidoc_train.store_stage:stage",
    "split": "asciidoc_train.split_stage:stage",
    "answers": "asciidoc_train.answers_stage:stage",
    "rename": "asciidoc_train.renaming.rename_stage:stage",
    "prune": "asciidoc_train.vocabulary.prune_stage:stage",
    "train": "asciidoc_train.fine_tuning.train_stage:stage",
    "average": "asciidoc_train.fine_tuning.average_stage:stage",
    "plot": "asciidoc_train.fine_tuning.plot_stage:stage",
    "export": "asciidoc_train.export.export_stage:stage",
    "serve": "asciidoc_train.serving.serve_stage:stage",
    "load-test": "asciidoc_train.load_test.load_test_stage:stage",
    "annotate": "asciidoc_train.annotate_stage:stage",
    "evaluate": "asciidoc_train.evaluation.evaluate_stage:stage",
    "sample": "asciidoc_train.evaluation.sample_stage:stage",
    "infer": "asciidoc_train.fine_tuning.infer_stage:stage",
    "run": "asciidoc_train.run_stage:stage",
}
"""Name of a stage: module and attribute of its `Stage`."""


def load_stage(name: str) -> Stage[Any]:
    """Return a stage.

    Raises:
        ConfigError: There is no such stage; the message says which there are.
    """
    target = STAGES.get(name)
    if target is None:
        near = difflib.get_close_matches(name, STAGES, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(STAGES)}"
        raise ConfigError(f"there is no stage `{name}`", hint=hint)
    module, _, attribute = target.partition(":")
    return cast("Stage[Any]", getattr(importlib.import_module(module), attribute))
