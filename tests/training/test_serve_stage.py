"""The stage `serve` with a stand-in for vLLM, and the commands and units that it prints."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from asciidoc_train.cli import main
from asciidoc_train.serving.config import ServeConfig
from asciidoc_train.serving.units import UNITS
from asciidoc_train.serving.vllm_command import Served

pytest.importorskip("torch", reason="torch is not installed (extra `train`)")
safetensors = pytest.importorskip("safetensors.numpy", reason="safetensors is not installed")
np = pytest.importorskip("numpy", reason="numpy is not installed")

FAKE = Path(__file__).parent / "fake_vllm"
SECRET = "correct horse battery staple"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Shop:
    """A model and an adapter, as little of them as the command line needs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work, self.port = folder, folder / "work", free_port()
        self.base = folder / "base model"
        self.base.mkdir()
        (self.base / "config.json").write_text('{"model_type": "llama"}')
        name = "model.layers.0.self_attn.q_proj"
        weight = {f"{name}.weight": np.zeros((8, 8), np.float32)}
        safetensors.save_file(weight, self.base / "model.safetensors")
        self.adapter = folder / "adapter"
        self.adapter.mkdir()
        told = {"peft_type": "LORA", "r": 12, "lora_alpha": 24, "base_model_name_or_path": ""}
        (self.adapter / "adapter_config.json").write_text(
            json.dumps({**told, "base_model_name_or_path": str(self.base)})
        )
        matrices = {
            f"base_model.model.{name}.lora_A.weight": np.zeros((12, 8), np.float32),
            f"base_model.model.{name}.lora_B.weight": np.zeros((8, 12), np.float32),
        }
        safetensors.save_file(matrices, self.adapter / "adapter_model.safetensors")

    def words(self, *more: object) -> list[str]:
        words = ["serve", "--model", self.adapter, "--work", self.work, "--quiet"]
        return [*map(str, [*words, "--set", f"port={self.port}", *more])]

    def run(self, *more: object) -> int:
        return main(self.words(*more))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("PYTHONPATH", str(FAKE))
    monkeypatch.delenv("VLLM_API_KEY", raising=False)
    monkeypatch.delenv("FAKE_VLLM", raising=False)
    return Shop(tmp_path)


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_server_starts_answers_and_ends(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop.run("--smoke") == 0
    assert "client -> server: asks" in capsys.readouterr().out
    log = (shop.work / "serve" / "vllm.log").read_text()
    child = int(re.findall(r"child: (\d+)", log)[0])
    for _ in range(100):
        if not is_running(child):
            break
        time.sleep(0.05)
    assert not is_running(child)
    report = json.loads((shop.work / "reports" / "serve.json").read_text())
    assert report["answer"].startswith("direction: right")


def test_command_has_base_adapter_and_limits(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--set", "tensor_parallel=2", "--set", "data_parallel=4", "--set", "max_model_len=4096"]
    more += ["--set", "environment={VLLM_CPU_KVCACHE_SPACE: '1'}"]
    assert shop.run("--print-command", *more) == 0
    words = shlex.split(capsys.readouterr().out)
    assert words[0] == "env"
    assert "VLLM_CPU_KVCACHE_SPACE=1" in words
    words = words[words.index(sys.executable) :]
    assert words[:3] == [sys.executable, "-m", "vllm.entrypoints.openai.api_server"]
    assert option(words, "--model") == str(shop.base)
    assert option(words, "--served-model-name") == "ascii-diagram-base"
    assert option(words, "--lora-modules") == f"ascii-diagram={shop.adapter}"
    assert option(words, "--max-lora-rank") == "16"  # the next that vLLM knows after 12
    assert option(words, "--tensor-parallel-size") == "2"
    assert option(words, "--data-parallel-size") == "4"
    assert option(words, "--max-model-len") == "4096"
    assert option(words, "--host") == "127.0.0.1"
    structured = json.loads(option(words, "--structured-outputs-config"))
    assert structured == {"backend": "xgrammar", "disable_any_whitespace": True}
    assert not (shop.work / "serve").exists()


def test_whole_model_is_served_under_its_name(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.run("--model", shop.base, "--print-command") == 0
    words = shlex.split(capsys.readouterr().out)
    assert option(words, "--served-model-name") == "ascii-diagram"
    assert "--enable-lora" not in words


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_other_hosts_need_a_key(shop: Shop, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop.run("--set", f"host='{host}'") == 2
    assert "export VLLM_API_KEY" in capsys.readouterr().err
    assert not (shop.work / "serve").exists()


def test_key_is_asked_for_and_stands_nowhere(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEAM_KEY", SECRET)
    words = ["--set", "api_key_env=TEAM_KEY", "--set", "host=0.0.0.0"]
    assert shop.run("--smoke", *words) == 0
    assert shop.run("--print-command", *words) == 0
    for unit in ("systemd", "compose", "kubernetes"):
        assert shop.run("--print-unit", unit, *words) == 0
    written = [path.read_text() for path in shop.work.rglob("*") if path.is_file()]
    assert SECRET not in capsys.readouterr().out + "".join(written)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("extra=[--api-key, x]", "command line"),
        ("extra=[--api-key=x]", "command line"),
        ("environment={HF_TOKEN: x}", "looks like a secret"),
        ("ports=1", "did you mean `port`"),
    ],
)
def test_bad_settings_are_said(
    shop: Shop, setting: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.run("--set", setting, "--print-command") == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("dies", r"ended with code 3 before it was ready:\n(.*\n)*  \| CUDA out of memory"),
        ("never_ready", "not ready in 3 s"),
        ("junk", "no diagram: 'no, I will not'"),
        ("other_model", "knows the models something-else, not ascii-diagram"),
    ],
)
def test_server_that_fails_is_said_and_ended(
    shop: Shop,
    how: str,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_VLLM", how)
    seconds = 3 if how == "never_ready" else 60
    assert shop.run("--smoke", "--set", f"ready_seconds={seconds}") == 2
    assert re.search(message, capsys.readouterr().err)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", shop.port)) != 0


def test_missing_vllm_is_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PYTHONPATH")
    assert shop.run("--smoke", "--set", f"python={sys.executable}") == 2
    assert "vllm" in capsys.readouterr().err
    assert shop.run("--smoke", "--set", "python=/no/such/python") == 2
    assert "no such program" in capsys.readouterr().err


def test_taken_port_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", shop.port))
        other.listen()
        assert shop.run("--smoke") == 2
    assert f"port {shop.port} already" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no signals on Windows")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "ends"])
def test_stays_until_interrupted(shop: Shop, how: str) -> None:
    environment = {**os.environ, "FAKE_VLLM": how, "PYTHONPATH": str(FAKE)}
    process = subprocess.Popen(
        [sys.executable, "-m", "asciidoc_train", *shop.words()],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    assert f"ASCII_DIAGRAM_VLLM__URL=http://127.0.0.1:{shop.port}/v1" in said
    if how != "ends":
        process.send_signal(signal.Signals[how])
    _, error = process.communicate(timeout=60)
    assert process.returncode == (2 if how == "ends" else 0), error
    assert ("ended by itself" in error) == (how == "ends")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", shop.port)) != 0


def test_systemd_unit_quotes_what_systemd_would_read(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = shop.folder / "100% $HOME"
    shop.base.rename(odd)
    assert shop.run("--base", odd, "--print-unit", "systemd") == 0
    unit = capsys.readouterr().out
    (line,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    assert '100%% $$HOME"' in line
    assert '{\\"backend\\":\\"xgrammar\\"' in line
    assert "EnvironmentFile=-/etc/ascii-diagram/serve.env" in unit


EXAMPLES = Path(__file__).parents[2] / "training/examples"


@pytest.mark.parametrize(
    ("unit", "file"),
    [
        ("systemd", "ascii-diagram-model.service"),
        ("compose", "compose.yaml"),
        ("kubernetes", "kubernetes.yaml"),
    ],
)
def test_the_examples_are_what_is_printed(unit: str, file: str) -> None:
    config = ServeConfig(python="/opt/vllm/bin/python")
    models = Path("/srv/ascii-diagram")
    printed = UNITS[unit](config, Served(models / "model", models / "adapter", 16))
    assert (EXAMPLES / file).read_text() == printed


def test_compose_file_mounts_and_publishes(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--set", "tensor_parallel=2", "--set", "environment={A: b$c}"]
    assert shop.run("--print-unit", "compose", *more) == 0
    (service,) = yaml.safe_load(capsys.readouterr().out)["services"].values()
    words = service["command"]
    assert option(words, "--model") == "/models/model"
    assert option(words, "--lora-modules") == "ascii-diagram=/models/adapter"
    assert option(words, "--host") == "0.0.0.0"
    assert service["ports"] == [f"127.0.0.1:{shop.port}:{shop.port}"]
    assert service["volumes"] == [
        f"{shop.base}:/models/model:ro",
        f"{shop.adapter}:/models/adapter:ro",
    ]
    assert service["environment"]["VLLM_API_KEY"] == "${VLLM_API_KEY:?set it}"
    assert service["environment"]["A"] == "b$$c"
    (device,) = service["deploy"]["resources"]["reservations"]["devices"]
    assert device["count"] == 2


def test_kubernetes_manifest_is_whole(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop.run("--print-unit", "kubernetes") == 0
    printed = capsys.readouterr().out
    documents: list[Any] = list(yaml.safe_load_all(printed))
    deployment, service = documents
    assert "&id" not in printed
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert option(container["args"], "--model") == "/models/model"
    assert {"name": "ascii-diagram-model", "key": "api-key"} in [
        entry.get("valueFrom", {}).get("secretKeyRef") for entry in container["env"]
    ]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == labels
    assert service["spec"]["ports"][0]["targetPort"] == container["ports"][0]["name"]


def test_plan_starts_nothing(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop.run("--dry-run") == 0
    assert "api_server" in capsys.readouterr().out
    assert not shop.work.exists()
