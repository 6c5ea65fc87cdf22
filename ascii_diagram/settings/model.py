"""Every setting with its default and bounds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ascii_diagram.diagram import Direction
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.limits import MAX_WIDTH, MIN_WIDTH
from ascii_diagram.resolve.request import Style
from ascii_diagram.settings.discovery import ENVIRONMENT_PREFIX
from ascii_diagram.settings.looks import DEFAULT_LOOKS, CommitPrompt, OnError

ENVIRONMENT_DELIMITER = "__"

REPOSITORY_KEYS = frozenset(
    {
        *("width", "charset", "ambiguous_wide", "style", "direction", "exclude", "lock"),
        *("commit", "commit.width", "commit.prompt"),
    }
)
"""What a repository may set: looks. The rest chooses programs, files and time on the machine, and
whether a commit may fail.
"""

PATH_KEYS = ("local.model", "vllm.ca_file", "cache.directory")
"""Settings that hold paths; a relative one is relative to the file it stands in."""

Columns = Annotated[int, Field(ge=MIN_WIDTH, le=MAX_WIDTH)]


def _address(value: str) -> str:
    """Refuse what is no plain address: what is secret has no place in one."""
    from urllib.parse import urlsplit

    plain = value.isprintable() and re.fullmatch(r"https?://[^\s?#@/\\]+(/[^\s?#@\\]*)?", value)
    try:
        host = urlsplit(value).hostname if plain and urlsplit(value).port != 0 else None
    except ValueError:  # `[::1` or the port 99999
        host = None
    if not host:
        raise ValueError("expected an address such as http://127.0.0.1:8000/v1, without a password")
    return value.rstrip("/")


def _split_commas(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _split_words(value: object) -> object:
    return shlex.split(value) if isinstance(value, str) else value


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CommitSettings(_Section):
    """Commit messages. `width` is the whole line; `prompt` is what becomes of the directive.

    The drawing takes its place, with the prose above it (`caption`) or without (`drop`); `keep`
    leaves directive and end marker as in other files. `timeout` is the most seconds that Git's hook
    waits for all prose of a message; `on_error` is what a fault there does: the message is kept as
    it was typed (`keep`), or the commit is stopped (`fail`).
    """

    width: Columns = DEFAULT_LOOKS.commit.width
    prompt: CommitPrompt = DEFAULT_LOOKS.commit.prompt
    timeout: Annotated[float, Field(gt=0, le=86_400)] = DEFAULT_LOOKS.commit.timeout
    on_error: OnError = DEFAULT_LOOKS.commit.on_error


class LocalSettings(_Section):
    """The llama.cpp backend.

    Attributes:
        model: A GGUF file; None for the one that comes with the package.
        threads: Threads for decoding; None for the usable physical cores, at most 8.
        context: Context window in tokens.
    """

    model: Path | None = None
    threads: Annotated[int, Field(ge=1, le=512)] | None = None
    context: Annotated[int, Field(ge=512, le=131_072)] = 2_048


class VllmSettings(_Section):
    """Servers with OpenAI's API: vLLM, llama.cpp and others.

    Attributes:
        url: Addresses up to and with the version; all are used, and all serve the same model.
        model: Name that the servers know, such as an adapter's; None where they serve just one.
        api: How they are asked: `completions` with the very prompt of training, `chat` with
            instructions for models that were not trained for it; `auto` looks at the server.
        api_key_env: Variable of the environment with the key; None for VLLM_API_KEY, if it is set.
        ca_file: Certificates of authorities to trust, in PEM; None for the usual ones.
        allow_http: Whether the key may go to other machines without encryption.
        timeout: Most seconds that one try of one request may take.
        concurrency: Most requests at a time to each server.
        attempts: Tries of one request that meet a fault of a server.
    """

    url: Annotated[
        Annotated[tuple[Annotated[str, AfterValidator(_address)], ...], Field(min_length=1)],
        NoDecode,
        BeforeValidator(_split_commas),
    ] = ("http://127.0.0.1:8000/v1",)
    model: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    api: Literal["auto", "completions", "chat"] = "auto"
    api_key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    ca_file: Path | None = None
    allow_http: bool = False
    timeout: Annotated[float, Field(gt=0, le=3_600)] = 60.0
    concurrency: Annotated[int, Field(ge=1, le=1_024)] = 32
    attempts: Annotated[int, Field(ge=1, le=20)] = 4


class CacheSettings(_Section):
    """The user's store of what the model answered; `directory` None is the platform's cache."""

    directory: Path | None = None
    max_mb: Annotated[int, Field(ge=1, le=1_000_000)] = 64


class Settings(BaseSettings):
    """All settings. Immutable; made by `load_settings`, or directly for the defaults.

    Attributes:
        width: Most display cells on a line, leader and indent included.
        charset: Glyphs; `auto` is `unicode` where the file's encoding holds it, else `ascii`.
        ambiguous_wide: Whether box-drawing and other ambiguous characters are two cells wide.
        style: Kind of picture that a prompt asks for.
        direction: Overrides the direction that notation or model chose.
        exclude: Patterns as in `.gitignore`, relative to `exclude_root`.
        lock: Whether `ascii-diagram.lock` in `root` is read and written.
        commit: Commit messages.
        backend: Name of the backend that reads prose.
        local: The llama.cpp backend.
        vllm: The backend that asks servers.
        worker_command: Program and arguments that start a worker; None looks one up on PATH.
        cache: The user's store.
        timeout: Most seconds that one prompt may take.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter=ENVIRONMENT_DELIMITER,
        env_ignore_empty=True,
    )

    width: Columns = DEFAULT_LOOKS.width
    charset: CharsetName | Literal["auto"] = DEFAULT_LOOKS.charset
    ambiguous_wide: bool = DEFAULT_LOOKS.ambiguous_wide
    style: Style = DEFAULT_LOOKS.style
    direction: Direction | None = DEFAULT_LOOKS.direction
    exclude: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)] = ()
    lock: bool = False
    commit: CommitSettings = CommitSettings()
    backend: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")] = "local"
    local: LocalSettings = LocalSettings()
    vllm: VllmSettings = VllmSettings()
    worker_command: Annotated[
        Annotated[tuple[str, ...], Field(min_length=1)] | None,
        NoDecode,
        BeforeValidator(_split_words),
    ] = None
    cache: CacheSettings = CacheSettings()
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 120.0

    _root: Path | None = PrivateAttr(default=None)
    _exclude_root: Path | None = PrivateAttr(default=None)

    @property
    def root(self) -> Path | None:
        """The repository's root, or the folder of its settings file where there is no Git."""
        return self._root

    @property
    def exclude_root(self) -> Path | None:
        """The folder that `exclude` is relative to."""
        return self._exclude_root

    def located(self, root: Path | None, exclude_root: Path | None) -> Settings:
        """Return these settings for a place on the disk."""
        copy = self.model_copy()
        copy._root, copy._exclude_root = root, exclude_root
        return copy

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the caller alone: `load_settings` checks and ranks the sources."""
        return (init_settings,)
