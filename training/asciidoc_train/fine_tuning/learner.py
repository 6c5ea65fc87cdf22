"""A model while it is trained: what it computes with, and the fp32 weights behind it.

The optimizer works on fp32 weights of its own; after each step they are copied, rounded to the
model's precision and where asked to a quantised format, into the model. So the forward pass casts
nothing, and gradients at the rounded weights change the fp32 ones (straight-through estimator).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from asciidoc_train.errors import ConfigError
from asciidoc_train.fine_tuning.base_models import load_base
from asciidoc_train.fine_tuning.fake_quantisation import Format, can_quantise, fake_quantise
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer

torch: Any = import_module("torch")

# On a CPU plain attention is faster than torch's flash attention, whose backward pass takes a
# fifth of a step of short rows; its memory grows with the square of their length.
_PLAIN_ATTENTION_TOKENS = 1024

PRECISIONS = {"bf16": torch.bfloat16, "fp32": torch.float32}


class Learner:
    """A model, its trainable weights and their fp32 masters.

    Attributes:
        model: As transformers or peft made it.
        tokenizer: Its tokenizer, saved beside it.
        names: Of the trainable weights.
        masters: Their fp32 weights, which the optimizer changes.
        average: Moving average of the masters; empty when none is kept.
    """

    def __init__(
        self, model: Any, tokenizer: ModelTokenizer, profile: Profile, device: Any
    ) -> None:
        self.model, self.tokenizer = model, tokenizer
        inner = model.get_base_model() if profile.method != "full" else model
        self._body: Any = getattr(inner, inner.base_model_prefix)
        self._head: Any = inner.get_output_embeddings().weight
        self._embedding: Any = inner.get_input_embeddings().weight
        self._precision = PRECISIONS[profile.precision]
        named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        self.names: list[str] = [name for name, _ in named]
        self._weights: list[Any] = [weight for _, weight in named]
        self.masters: list[Any] = [
            w.detach().to(device, torch.float32, copy=True) for w in self._weights
        ]
        self.average: list[Any] = (
            [master.clone() for master in self.masters] if profile.average_decay else []
        )
        self._formats: list[Format | None] = [
            self._format(weight, profile) for weight in self._weights
        ]
        _to_precision(model, device, self._precision)
        model.train()
        if device.type == "cpu" and profile.max_tokens <= _PLAIN_ATTENTION_TOKENS:
            inner.set_attn_implementation("eager")
        if profile.gradient_checkpointing:
            inner.gradient_checkpointing_enable({"use_reentrant": False})

    @property
    def parameters(self) -> int:
        """Number of trainable weights."""
        return sum(int(master.numel()) for master in self.masters)

    @property
    def head(self) -> Any:
        """Weight of the head (vocabulary, width)."""
        return self._head

    def states(self, tokens: Any) -> Any:
        """Return the states in front of the head (rows, tokens, width).

        Rows are padded on the right, so that causal attention alone keeps padding out.
        """
        return self._body(input_ids=tokens, use_cache=False).last_hidden_state

    def collect_gradients(self) -> None:
        """Add the gradients of the last backward pass to those of the masters."""
        for weight, master in zip(self._weights, self.masters, strict=True):
            if weight.grad is None:
                continue
            if master.grad is None:
                master.grad = weight.grad.to(torch.float32, copy=True)
            else:
                master.grad += weight.grad
            weight.grad = None

    def publish(self, *, quantised: bool = False, source: Sequence[Any] | None = None) -> None:
        """Copy the masters, or `source`, into the model."""
        with torch.no_grad():
            wanted = zip(self._weights, source or self.masters, self._formats, strict=True)
            for weight, master, kind in wanted:
                rounded = fake_quantise(master, kind) if quantised and kind else master
                weight.copy_(rounded)

    def update_average(self, decay: float, step: int) -> None:
        """Move the average towards the masters; it follows closely at first."""
        share = 1 - min(decay, (1 + step) / (10 + step))
        if self.average:
            torch._foreach_lerp_(self.average, self.masters, share)

    @contextmanager
    def evaluating(self, *, quantised: bool) -> Generator[None]:
        """Hold the weights that are evaluated and saved: the average where there is one."""
        self.model.eval()
        self.publish(quantised=quantised, source=self.average or None)
        try:
            with torch.no_grad():
                yield
        finally:
            self.model.train()

    def save(self, folder: Path) -> None:
        """Write model or adapter with its tokenizer; the average where there is one, in fp32."""
        held = [weight.data for weight in self._weights]
        best = self.average or self.masters
        try:
            for weight, master in zip(self._weights, best, strict=True):
                weight.data = master
            self.model.config.dtype = torch.float32
            self.model.save_pretrained(folder)
            self.tokenizer.tokenizer.save_pretrained(folder)
        finally:
            for weight, data in zip(self._weights, held, strict=True):
                weight.data = data

    def _format(self, weight: Any, profile: Profile) -> Format | None:
        if profile.quantisation_aware == "none" or not can_quantise(weight):
            return None
        if weight is self._head or weight is self._embedding:
            return profile.quantised_embedding
        return profile.quantisation_aware


def make_learner(profile: Profile, tokenizer: ModelTokenizer, cache: Path, device: Any) -> Learner:
    """Load a profile's base and make it ready to be trained.

    Args:
        profile: What to train.
        tokenizer: Of the base.
        cache: Folder for an unpacked base.
        device: Where to train.

    Raises:
        ConfigError: The base cannot be loaded or has no such layers.
    """
    model = load_base(profile, tokenizer, cache)
    model.config.use_cache = False
    if profile.method == "full":
        model.requires_grad_(True)
    else:
        model.requires_grad_(False)
        model = with_adapter(model, profile)
    return Learner(model, tokenizer, profile, device)


def with_adapter(model: Any, profile: Profile) -> Any:
    """Return a frozen model with a new adapter; raises ConfigError when no layer is meant."""
    peft: Any = import_module("peft")
    torch.manual_seed(profile.seed)
    config = peft.LoraConfig(
        r=profile.lora.r,
        lora_alpha=profile.lora.alpha,
        lora_dropout=profile.lora.dropout,
        target_modules=list(profile.lora.targets),
        bias="none",
        task_type="CAUSAL_LM",
    )
    try:
        return peft.get_peft_model(model, config, autocast_adapter_dtype=False)
    except ValueError as error:
        raise ConfigError(f"`lora.targets`: {error}") from error


def _to_precision(model: Any, device: Any, precision: Any) -> None:
    """Convert the weights, not the buffers: rotary frequencies must stay fp32."""
    seen: set[int] = set()
    for parameter in model.parameters():
        if id(parameter) in seen or not parameter.is_floating_point():
            continue
        seen.add(id(parameter))
        parameter.data = parameter.data.to(device, precision)
    for module in model.modules():
        for name, buffer in module.named_buffers(recurse=False):
            module._buffers[name] = buffer.to(device)
