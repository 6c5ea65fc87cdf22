"""Config of the stage `generate`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from asciidoc_train.config import Config
from asciidoc_train.teacher.endpoints import EndpointConfig


class Styles(Config):
    """How many calls ask for each style, in proportion."""

    tui_flow: float = Field(default=1, ge=0)
    hybrid: float = Field(default=1, ge=0)
    ascii_art: float = Field(default=1, ge=0)


class Difficulties(Config):
    """How many calls ask for each difficulty, in proportion."""

    beginner: float = Field(default=1, ge=0)
    intermediate: float = Field(default=2, ge=0)
    advanced: float = Field(default=1, ge=0)


class AsksMix(Config):
    """How many calls ask for prompts that name everything, and for bare topics."""

    explicit: float = Field(default=3, ge=0)
    topic: float = Field(default=1, ge=0)


class RemoteTeacher(Config):
    """How OpenAI-compatible teachers are asked.

    Attributes:
        endpoints: The teachers; all are used at once.
        temperature: Of their sampling.
        max_tokens: Of one answer.
        attempts: Tries for a usable answer to one question.
        request_seconds: Longest wait for one answer.
        rest_seconds: Shortest rest of an endpoint after a failure.
        give_up_seconds: Longest time without any teacher.
        deadline_minutes: After which the stage stops, to be gone on with later; none by default.
        max_reply_bytes: Largest reply that is read.
    """

    endpoints: tuple[EndpointConfig, ...] = ()
    temperature: float = Field(default=0.9, ge=0, le=2)
    max_tokens: int = Field(default=2500, ge=16)
    attempts: int = Field(default=3, ge=1, le=20)
    request_seconds: float = Field(default=120, gt=0)
    rest_seconds: float = Field(default=1, gt=0)
    give_up_seconds: float = Field(default=120, ge=0)
    deadline_minutes: float | None = Field(default=None, gt=0)
    max_reply_bytes: int = Field(default=1_000_000, ge=1000)


class GenerateConfig(Config):
    """Config of the stage `generate`.

    Attributes:
        teacher: `remote` asks language models; `local` fills templates, which are only that.
        agents: How many ask at the same time.
        rows_per_call: Rows that one call asks for.
        persona_sets: Sets of personas; agents take them in turn.
        styles: Of remote rows; templates know `tui_flow` alone.
        difficulties: Of remote rows.
        asks: Of remote rows.
        remote: The teachers.
        seed: Same seed, same questions and the same templates.
    """

    teacher: Literal["remote", "local"] = "local"
    agents: int = Field(default=100, ge=1, le=10_000)
    rows_per_call: int = Field(default=5, ge=1, le=50)
    persona_sets: tuple[str, ...] = Field(default=("tutors",), min_length=1)
    styles: Styles = Styles()
    difficulties: Difficulties = Difficulties()
    asks: AsksMix = AsksMix()
    remote: RemoteTeacher = RemoteTeacher()
    seed: int = 42

    @model_validator(mode="after")
    def _someone_is_asked(self) -> GenerateConfig:
        if self.teacher == "remote" and not self.remote.endpoints:
            raise ValueError("the teacher is `remote`, but `remote.endpoints` is empty")
        for name in ("styles", "difficulties", "asks"):
            if not sum(dict(getattr(self, name)).values()):
                raise ValueError(f"all of `{name}` are 0")
        return self
