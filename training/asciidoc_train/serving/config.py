"""Config of the stage `serve`."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.export.trained_model import Checkpoint

KEY_VARIABLE = "VLLM_API_KEY"
"""Environment variable in which vLLM looks for the key that it asks of clients."""

_SECRET_WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


class StructuredOutputs(Config):
    """How vLLM keeps replies to a grammar or schema.

    Attributes:
        backend: Which library does it.
        disable_any_whitespace: Allow no white space that JSON does not need; small models
            otherwise write blanks without end.
    """

    backend: Literal["auto", "xgrammar", "guidance", "outlines"] = "xgrammar"
    disable_any_whitespace: bool = True


class ServeConfig(Config):
    """Config of the stage `serve`.

    Attributes:
        model: A run, a model's folder or an adapter's folder; None for the newest run.
        checkpoint: Which checkpoint of a run.
        base: The base of an adapter; None for the one that the run names.
        name: What clients call the model.
        host: Address to listen on; anything but loopback needs a key.
        port: Port to listen on.
        api_key_env: Environment variable with the key that clients must send; the key itself
            stands in no file and on no command line.
        dtype: Of the weights.
        max_model_len: Most tokens of prompt and reply.
        tensor_parallel: Processes that share each layer.
        data_parallel: Copies of the model that share the requests.
        max_lora_rank: Largest rank of an adapter; None for the rank of the one that is served.
        gpu_memory: Share of a GPU's memory to use.
        enforce_eager: Leave CUDA graphs out: starts faster, answers slower.
        structured_outputs: How replies are kept to a grammar.
        extra: Further arguments for vLLM.
        environment: Environment variables for vLLM; no secrets.
        python: The Python that has vLLM; None for this one.
        image: Container image for `--print-unit compose` and `kubernetes`.
        ready_seconds: Longest wait until it answers.
        prompt: What the smoke request asks for.
    """

    model: ConfigPath | None = None
    checkpoint: Checkpoint = "best"
    base: ConfigPath | None = None
    name: str = Field(default="ascii-diagram", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    api_key_env: str = Field(default=KEY_VARIABLE, pattern=r"^[A-Za-z_]\w*$")
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = "bfloat16"
    max_model_len: int = Field(default=2048, ge=256)
    tensor_parallel: int = Field(default=1, ge=1, le=64)
    data_parallel: int = Field(default=1, ge=1, le=1024)
    max_lora_rank: int | None = Field(default=None, ge=1, le=512)
    gpu_memory: float = Field(default=0.9, gt=0, le=1)
    enforce_eager: bool = False
    structured_outputs: StructuredOutputs = StructuredOutputs()
    extra: tuple[str, ...] = ()
    environment: Mapping[str, str] = Field(default_factory=dict[str, str])
    python: str | None = None
    image: str = "vllm/vllm-openai:v0.33.0"
    ready_seconds: float = Field(default=600, gt=0)
    prompt: str = "the client asks the server, the server asks the database"

    @field_validator("extra")
    @classmethod
    def _no_key_on_the_command_line(cls, extra: tuple[str, ...]) -> tuple[str, ...]:
        for word in extra:
            if word.split("=")[0] in ("--api-key", "--hf-token"):
                raise ValueError(
                    "keys never stand on a command line, where every process can read them:"
                    " set the environment variable that `api_key_env` names"
                )
        return extra

    @field_validator("environment")
    @classmethod
    def _no_secrets(cls, environment: Mapping[str, str]) -> Mapping[str, str]:
        for name in environment:
            if any(word in name.upper() for word in _SECRET_WORDS):
                raise ValueError(f"`{name}` looks like a secret: export it, do not write it here")
        return environment

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
