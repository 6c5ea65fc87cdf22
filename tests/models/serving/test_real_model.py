"""The real model behind the API answers as it does in this process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ascii_diagram_models.serving.asked import Asked, BadRequestError

from ascii_diagram.notation import parse
from ascii_diagram.resolve.request import GREEDY, Reply, Request, Sampling
from ascii_diagram.settings import Settings, VllmSettings

if TYPE_CHECKING:
    from ascii_diagram_models.llama_backend import LlamaBackend
    from ascii_diagram_models.serving.text_model import TextModel

pytestmark = pytest.mark.model

REQUESTS = (
    Request("client asks server, server asks db"),
    Request("the API asks the cache first, on a miss it reads Postgres and fills the cache"),
)
SCHEMA = {
    "type": "object",
    "properties": {"colour": {"enum": ["red", "blue"]}},
    "required": ["colour"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def text_model(cache: Path) -> Iterator[TextModel]:
    from ascii_diagram_models.library import load_library
    from ascii_diagram_models.serving.text_model import TextModel
    from ascii_diagram_models.weights import shipped_model

    load_library()
    model = TextModel(shipped_model(), threads=2, context=1024)
    yield model
    model.close()


def written(model: TextModel, **fields: object) -> str:
    asked = {
        "prompt": (("Name a colour.", True),),
        "grammar": "",
        "schema": "",
        "sampling": GREEDY,
        "most": 40,
        "stops": (),
        **fields,
    }
    return "".join(model.write(Asked(**asked)))  # type: ignore[arg-type]


def test_grammars_and_schemas_are_kept_to(text_model: TextModel) -> None:
    assert written(text_model, grammar='root ::= "blue" | "green"') in {"blue", "green"}
    schema = json.dumps(SCHEMA)
    assert json.loads(written(text_model, schema=schema))["colour"] in {"red", "blue"}


@pytest.mark.parametrize("grammar", ["rot ::= 'a'", "root ::= undefined", "root ::= root", "root"])
def test_a_bad_grammar_is_refused_and_the_model_lives(text_model: TextModel, grammar: str) -> None:
    with pytest.raises(BadRequestError, match="grammar"):
        written(text_model, grammar=grammar)
    assert written(text_model, grammar='root ::= "still here"') == "still here"


def test_a_prompt_that_leaves_no_room_is_refused(text_model: TextModel) -> None:
    with pytest.raises(BadRequestError, match="maximum context length is 1024"):
        written(text_model, most=1024)


def test_samples_follow_their_seed(text_model: TextModel) -> None:
    texts = [written(text_model, sampling=Sampling(1.2, seed)) for seed in (1, 2, 3, 1)]
    assert texts[0] == texts[3]
    assert len(set(texts)) > 1


def test_the_command_serves_what_the_local_backend_answers(
    backend: LlamaBackend, cache: Path
) -> None:
    if missing := [n for n in ("httpx", "starlette", "uvicorn") if not importlib.util.find_spec(n)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    from ascii_diagram_models.remote.opening import open_vllm

    own = {k: v for k, v in os.environ.items() if not k.startswith("ASCII_DIAGRAM_")}
    environment = {**own, "ASCII_DIAGRAM_CACHE__DIRECTORY": str(cache)}
    environment |= {"ASCII_DIAGRAM_LOCAL__THREADS": "2", "ASCII_DIAGRAM_LOCAL__CONTEXT": "1024"}
    command = [sys.executable, "-m", "ascii_diagram", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            told = server.stderr.readline()
            url = told.split()[-1]
            assert url.startswith("http://127.0.0.1:"), told
            remote = open_vllm(Settings(vllm=VllmSettings(url=(url,))))
            try:
                theirs = dict(remote.complete(REQUESTS))
                assert "grammar" in remote.summary
            finally:
                remote.close()
        finally:
            server.terminate()
    for index, reply in backend.complete(REQUESTS):
        other = theirs[index]
        assert isinstance(reply, Reply)
        assert isinstance(other, Reply)
        assert other.notation == reply.notation
        parse(other.notation)


def test_others_may_not_connect_without_a_key() -> None:
    command = [sys.executable, "-m", "ascii_diagram", "serve", "--host", "0.0.0.0", "--port", "0"]
    environment = {k: v for k, v in os.environ.items() if k != "VLLM_API_KEY"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "holds no API key" in done.stderr
