"""The stage `serve`: vLLM with a trained model, for editors, builds and hooks of a team."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from asciidoc_train.errors import ConfigError, ServeError
from asciidoc_train.export.config import ExportConfig
from asciidoc_train.export.exporting import Exporting
from asciidoc_train.export.trained_model import find_model
from asciidoc_train.files import JsonObject
from asciidoc_train.serving.config import ServeConfig
from asciidoc_train.serving.units import UNITS
from asciidoc_train.serving.vllm_command import (
    Served,
    vllm_command,
    vllm_environment,
    with_key,
)
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class ServeStage(Stage[ServeConfig]):
    """Starts vLLM, waits until it is well, asks it once, and stays until it is interrupted."""

    name = "serve"
    help = "serve a trained model with vLLM, or print how to"
    in_run = False

    @property
    def config(self) -> type[ServeConfig]:
        """What its config looks like."""
        return ServeConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what to serve, and what to print instead."""
        parser.add_argument(
            "--model", type=Path, metavar="DIR", help="a run, a model's folder or an adapter's"
        )
        parser.add_argument("--base", type=Path, metavar="DIR", help="the base of an adapter")
        parser.add_argument(
            "--smoke", action="store_true", help="end after the first answer, as a test"
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--print-command", action="store_true", help="only print the command that starts vLLM"
        )
        what.add_argument("--print-unit", choices=UNITS, help="only print what runs it elsewhere")

    def plan(self, config: ServeConfig, job: Job) -> Plan:
        """Say what would be started."""
        _check_host(config)
        served = _served(config, job)
        reads = (served.model, *([served.adapter] if served.adapter else []))
        steps = (
            f"start {shlex.join(vllm_command(config, served))}",
            f"wait until http://{config.host}:{config.port}/health answers",
            f"ask for {config.prompt!r}, and stay until interrupted",
        )
        return Plan(steps, reads, (_log(job),))

    def run(self, config: ServeConfig, job: Job) -> Outcome:
        """Serve until interrupted; or print what the arguments ask for."""
        served = _served(config, job)
        command = vllm_command(config, served)
        report: JsonObject = {"command": command, "environment": vllm_environment(config)}
        unit: str | None = getattr(job.arguments, "print_unit", None)
        if unit is not None:
            return Outcome(report, (UNITS[unit](config, served).rstrip("\n"),))
        if getattr(job.arguments, "print_command", False):
            variables = [f"{name}={value}" for name, value in vllm_environment(config).items()]
            return Outcome(report, (shlex.join(["env", *variables, *command]),))
        _check_host(config)
        return _serve(config, command, job, report)


def _serve(config: ServeConfig, command: list[str], job: Job, report: JsonObject) -> Outcome:
    from asciidoc_train.serving.server import Server

    environment = with_key(vllm_environment(config), config, os.environ)
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    key = os.environ.get(config.api_key_env, "")
    address = (reachable, config.port)
    with _interrupted_by_signals(), Server(command, environment, address, key, _log(job)) as server:
        with job.progress.over("vLLM", 2) as advance:
            seconds = server.wait_until_ready(config.ready_seconds)
            advance(note="ready")
            notation = server.ask(config.name, config.prompt)
            advance(note="answered")
        report |= {"ready_seconds": round(seconds, 2), "answer": notation, "url": server.url}
        lines = (f"ready in {seconds:.1f} s; asked for {config.prompt!r}:", notation)
        if getattr(job.arguments, "smoke", False):
            return Outcome(report, lines)
        try:
            print("\n".join((*lines, *_advice(config, server.url))), flush=True)
            code = server.wait()
        except KeyboardInterrupt:
            return Outcome(report, ("stopped",))
    raise ServeError(f"vLLM ended by itself with code {code}", hint=f"see {_log(job)}")


@contextmanager
def _interrupted_by_signals() -> Generator[None]:
    """Make what ends a service, or a closed terminal, end vLLM too, as Ctrl-C does."""

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    kinds = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {kind: signal.signal(kind, interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _advice(config: ServeConfig, url: str) -> list[str]:
    """Say how to point clients at the server."""
    lines = [
        "",
        "Clients, in the environment or in the user's settings file:",
        "  export ASCII_DIAGRAM_BACKEND=vllm",
        f"  export ASCII_DIAGRAM_VLLM__URL={url}/v1",
        f"  export ASCII_DIAGRAM_VLLM__MODEL={config.name}",
    ]
    if os.environ.get(config.api_key_env):
        lines.append(f"  export ASCII_DIAGRAM_VLLM__API_KEY_ENV={config.api_key_env}")
        lines.append(f"  # and the key itself in {config.api_key_env}")
    return [*lines, "", "Ctrl-C ends the server."]


def _served(config: ServeConfig, job: Job) -> Served:
    given, base = _path(job, "model"), _path(job, "base")
    model = find_model(given or config.model, config.checkpoint, job.work)
    if not model.is_adapter:
        return Served(model.folder)
    export = Exporting(ExportConfig(base=config.base), job, model, base)
    adapter, checkpoint = export.adapter_and_base
    return Served(checkpoint.folder, adapter.folder, adapter.rank)


def _check_host(config: ServeConfig) -> None:
    if not config.is_local and not os.environ.get(config.api_key_env):
        raise ConfigError(
            f"`host`: {config.host} can be reached by others, and there is no key",
            hint=f"export {config.api_key_env}=... (any long random text), or serve on 127.0.0.1",
        )


def _log(job: Job) -> Path:
    return job.folder("serve") / "vllm.log"


def _path(job: Job, name: str) -> Path | None:
    path: Path | None = getattr(job.arguments, name, None)
    return path.resolve() if path is not None else None


stage = ServeStage()
