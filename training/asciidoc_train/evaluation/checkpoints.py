"""A Hugging Face checkpoint or adapter as a `Backend`: plain decoding with transformers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ascii_diagram_models.prompt import END, MAX_REPLY_TOKENS, prompt_parts

from ascii_diagram.resolve.request import (
    GREEDY,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
)
from asciidoc_train.errors import RowError
from asciidoc_train.evaluation.answering import MIN_P, answer_each

_WEIGHTS = ("*.safetensors", "*.bin")


def is_checkpoint(folder: Path) -> bool:
    """Whether a folder holds a model or an adapter."""
    named = any((folder / name).is_file() for name in ("config.json", "adapter_config.json"))
    return named and any(any(folder.glob(pattern)) for pattern in _WEIGHTS)


def checkpoint_identity(folder: Path) -> str:
    """Name a checkpoint by its weights and configs, such as `best@1f0c9a3b77de`."""
    digest = hashlib.sha256()
    files = [path for pattern in (*_WEIGHTS, "*.json") for path in folder.glob(pattern)]
    for path in sorted(files):
        with path.open("rb") as file:
            digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return f"{folder.parent.name}-{folder.name}@{digest.hexdigest()[:12]}"


class CheckpointBackend:
    """A `Backend` that decodes without grammar.

    Args:
        folder: A model with its tokenizer, or a PEFT adapter that names its base.
        threads: Threads to compute with.

    Raises:
        RowError: The folder cannot be loaded.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        self._torch: Any = import_module("torch")
        self._torch.set_num_threads(threads)
        self.identity = checkpoint_identity(folder)
        transformers: Any = import_module("transformers")
        try:
            self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
            self._model: Any = _load(folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise RowError(
                f"{folder}: cannot be loaded: {error}",
                hint="give a folder that a training run wrote, with its tokenizer",
            ) from error
        self._end: int = self._tokenizer.convert_tokens_to_ids(END)

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Answer the requests in order; see `Backend.complete`."""
        return answer_each(
            requests, lambda request: self._answer(request, sampling), cancel, deadline
        )

    def close(self) -> None:
        """Free the model."""
        self._model = None

    def _answer(self, request: Request, sampling: Sampling) -> Reply:
        started = time.monotonic()
        prompt = self._tokens(request)
        asked = self._torch.tensor([prompt], device=self._model.device)
        how: dict[str, object] = {"do_sample": False, "temperature": None, "top_p": None}
        if sampling.temperature > 0:
            self._torch.manual_seed(sampling.seed)
            how = {"do_sample": True, "temperature": sampling.temperature, "min_p": MIN_P}
        with self._torch.inference_mode():
            made = self._model.generate(
                asked,
                attention_mask=self._torch.ones_like(asked),
                max_new_tokens=MAX_REPLY_TOKENS,
                eos_token_id=self._end,
                pad_token_id=self._end,
                return_dict_in_generate=True,
                output_logits=True,
                **how,
            )
            certainty = self._certainty(made)
        written = made.sequences[0, len(prompt) :].tolist()
        if self._end in written:
            written = written[: written.index(self._end)]
        text = self._tokenizer.decode(written, clean_up_tokenization_spaces=False)
        seconds = time.monotonic() - started
        return Reply(text, self.identity, len(written), seconds, certainty)

    def _certainty(self, made: Any) -> float:
        """Return the geometric mean of how likely the model found the tokens that it wrote."""
        logits = self._torch.stack(made.logits, dim=1).log_softmax(-1)
        written = made.sequences[:, -logits.shape[1] :, None]
        return float(logits.gather(2, written).mean().exp())

    def _tokens(self, request: Request) -> list[int]:
        parts = prompt_parts(request)

        def tokens(text: str, *, plain: bool = False) -> list[int]:
            return self._tokenizer(
                text, add_special_tokens=False, split_special_tokens=plain
            ).input_ids

        return tokens(parts.opening) + tokens(parts.words, plain=True) + tokens(parts.closing)


def _load(folder: Path) -> Any:
    torch: Any = import_module("torch")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    kinds: dict[str, Any] = {"dtype": torch.bfloat16 if device == "cuda" else torch.float32}
    if (folder / "adapter_config.json").is_file():
        loader: Any = import_module("peft").AutoPeftModelForCausalLM
    else:
        loader = import_module("transformers").AutoModelForCausalLM
    model: Any = loader.from_pretrained(folder, **kinds)
    return model.to(device).eval()
