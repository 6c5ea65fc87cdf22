"""The loss of replies: cross-entropy of reply tokens, with the head applied to those alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

torch: Any = import_module("torch")

_CHUNK = 512
"""Reply tokens whose logits are in memory at once."""


class _HeadLoss(torch.autograd.Function):
    """Weighted sum of cross-entropies behind a linear head, chunk by chunk.

    The gradients are computed in the forward pass, so that no logits are kept.
    """

    @staticmethod
    def forward(
        ctx: Any, hidden: Any, head: Any, targets: Any, weights: Any, smoothing: float
    ) -> Any:
        hidden_gradient = torch.empty_like(hidden) if ctx.needs_input_grad[0] else None
        head_gradient = torch.zeros_like(head) if ctx.needs_input_grad[1] else None
        total = hidden.new_zeros((), dtype=torch.float32)
        for start in range(0, len(targets), _CHUNK):
            part = slice(start, start + _CHUNK)
            states, wanted, weight = hidden[part], targets[part, None], weights[part, None]
            logits = (states @ head.t()).float()
            scale = logits.logsumexp(1, keepdim=True)
            losses = (scale - logits.gather(1, wanted)) * (1 - smoothing)
            if smoothing:
                losses += smoothing * (scale - logits.mean(1, keepdim=True))
            total += (losses * weight).sum()
            if hidden_gradient is None and head_gradient is None:
                continue
            error = logits.sub_(scale).exp_()
            error.scatter_add_(1, wanted, torch.full_like(losses, smoothing - 1))
            if smoothing:
                error -= smoothing / logits.shape[1]
            error = error.mul_(weight).to(head.dtype)
            if hidden_gradient is not None:
                torch.mm(error, head, out=hidden_gradient[part])
            if head_gradient is not None:
                head_gradient.addmm_(error.t(), states)
        ctx.save_for_backward(hidden_gradient, head_gradient)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Any) -> Any:
        hidden_gradient, head_gradient = ctx.saved_tensors
        if hidden_gradient is not None:
            hidden_gradient = hidden_gradient * gradient.to(hidden_gradient.dtype)
        if head_gradient is not None:
            head_gradient = head_gradient * gradient.to(head_gradient.dtype)
        return hidden_gradient, head_gradient, None, None, None


def reply_loss(
    hidden: Any, head: Any, targets: Any, weights: Any, *, smoothing: float = 0.0
) -> Any:
    """Return the weighted sum of the cross-entropies of tokens.

    Args:
        hidden: States in front of the head (tokens, width).
        head: Weight of the head (vocabulary, width), in the type of `hidden`.
        targets: The tokens that are to come (tokens).
        weights: Of each token in the sum (tokens), fp32.
        smoothing: Share of the target that is spread over the whole vocabulary.
    """
    return _HeadLoss.apply(hidden, head, targets, weights, smoothing)
