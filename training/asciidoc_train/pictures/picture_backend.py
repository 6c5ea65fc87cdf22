"""A picture model as a `Backend`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from ascii_diagram.diagram import Picture
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import print_arrow
from ascii_diagram.resolve.request import (
    GREEDY,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
)
from asciidoc_train.evaluation.answering import answer_each
from asciidoc_train.pictures.decoding import PictureModel, draw_picture


class PictureBackend:
    """Answers with pictures in the notation.

    Args:
        model: What draws; closed with this.
        identity: Name and digest of the weights.
    """

    def __init__(self, model: PictureModel, identity: str) -> None:
        self.identity = identity
        self._model = model

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
        self._model.close()

    def _answer(self, request: Request, sampling: Sampling) -> Reply | Failure:
        started = time.monotonic()
        try:
            drawn = draw_picture(self._model, request, sampling)
            if not any(drawn.lines):
                return Failure("the model drew nothing but blanks")
            notation = print_arrow(Picture(drawn.lines))
        except AsciiDiagramError as error:
            return Failure(str(error))
        return Reply(notation, self.identity, len(drawn.tokens), time.monotonic() - started)
