"""Takes in a reply as it comes, and says when enough has been read."""

from __future__ import annotations

from ascii_diagram.limits import MAX_NOTATION_BYTES
from ascii_diagram.resolve.request import Style
from ascii_diagram_models.prompt import MAX_REPLY_TOKENS
from ascii_diagram_models.remote.faults import RefusedFault, UselessFault
from ascii_diagram_models.remote.free_replies import is_over, notation_in
from ascii_diagram_models.remote.json_form import notation_of
from ascii_diagram_models.remote.ways import Way
from ascii_diagram_models.remote.wire import Piece
from ascii_diagram_models.repetition import RepetitionGuard

_MOST_CHARS = MAX_NOTATION_BYTES // 4


class Reading:
    """One reply.

    Args:
        way: How it was asked for.
        style: What was asked for.
    """

    def __init__(self, way: Way, style: Style) -> None:
        self._way = way
        self._style: Style = style
        self._guard = RepetitionGuard()
        self._text = ""
        self._pieces = 0
        self._told: int | None = None
        self._finish = ""
        self._stopped = False

    @property
    def tokens(self) -> int:
        """Tokens of the reply; where the server does not tell, its parts."""
        return self._pieces if self._told is None else self._told

    def add(self, piece: Piece) -> bool:
        """Take in a part; return False when the rest is not wanted.

        Raises:
            UselessFault: It goes on for longer than any diagram.
        """
        self._told = piece.tokens if piece.tokens is not None else self._told
        self._finish = piece.finish or self._finish
        if not piece.text:
            return True
        self._pieces += 1
        self._text += piece.text
        if len(self._text) > _MOST_CHARS or self._pieces > 2 * MAX_REPLY_TOKENS:
            raise UselessFault("the reply does not end")
        if self._way.as_json:
            return True
        # A picture may well have the same line twice, and prose before the notation may too.
        more = self._guard.add(piece.text)
        if more and self._way.structure == "none" and "\n" in piece.text:
            more = not is_over(self._text)
        self._stopped = not more
        return more

    def notation(self) -> str:
        """Return what should be notation; whether it is any is for the asker to judge.

        Raises:
            RefusedFault: The reply was cut for its length.
        """
        if self._finish == "length" and not self._stopped:
            raise RefusedFault(f"the model did not finish within {self.tokens} tokens")
        if self._way.as_json:
            try:
                return notation_of(self._text, self._style)
            except ValueError:
                return self._text
        text = self._guard.text
        return notation_in(text) if self._way.structure == "none" else text
