"""What is asked of a model, and what comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ascii_diagram.choices import Style, TakenAs


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt for the model.

    Attributes:
        prompt: What to draw, in the user's words.
        style: Kind of picture wanted.
        width: Most columns of a free-form picture; None where the engine draws (the notation does
            not depend on it).
        reading: Whether the prompt is notation or prose; `auto` looks at it. Models only get prose.
        height: Most lines of a free-form picture; None where any number will do.
    """

    prompt: str
    style: Style = "tui_flow"
    width: int | None = None
    reading: TakenAs = "auto"
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to decode. Temperature 0 is greedy; the same seed gives the same reply."""

    temperature: float = 0.0
    seed: int = 0


GREEDY = Sampling()


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer.

    Attributes:
        notation: Canonical arrow notation, not yet checked.
        model: Identity of the model that wrote it (name and digest).
        tokens: Tokens generated.
        seconds: Time taken.
        certainty: How likely the model found its tokens (geometric mean, 0 to 1); 1 where it does
            not tell. Replies of an unsure model are compared with others.
    """

    notation: str
    model: str
    tokens: int
    seconds: float
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer to one request, and what to do about it."""

    message: str
    hint: str = ""


class Cancel:
    """A thread-safe flag that the asker raises and the backend looks at between tokens."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask for the work to stop."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop."""
        return self._event.is_set()


class Backend(Protocol):
    """A source of notation. `complete` may be called from one thread at a time."""

    @property
    def identity(self) -> str:
        """Name and digest of the model, such as `smollm2-135m-diagram@4926…`."""
        ...

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = ...,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Answer every request, in any order, each as soon as it is ready.

        Args:
            requests: What to draw.
            sampling: How to decode.
            cancel: Stops the work; requests not yet answered fail.
            deadline: `time.monotonic()` value after which unanswered requests fail.

        Yields:
            The index of a request and its reply or failure; each index exactly once.

        Raises:
            BackendError: No model can be had at all.
        """
        ...

    def close(self) -> None:
        """Free the model."""
        ...
