"""Text that makes other programs run the server: systemd, compose, Kubernetes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from asciidoc_train.serving.config import KEY_VARIABLE, ServeConfig
from asciidoc_train.serving.vllm_command import Served, vllm_command, vllm_environment

_NAME = "ascii-diagram-model"
_MOUNT = Path("/models")
_KEY_FILE = "/etc/ascii-diagram/serve.env"


def systemd_unit(config: ServeConfig, served: Served) -> str:
    """Return a systemd service; the key comes from a file that only root can read."""
    command = " ".join(_systemd_word(word) for word in vllm_command(config, served))
    variables = "\n".join(
        f"Environment={_systemd_word(f'{name}={value}')}"
        for name, value in vllm_environment(config).items()
    )
    optional = "-" if config.is_local else ""
    return f"""\
# /etc/systemd/system/{_NAME}.service
# The key that clients must send stands in {_KEY_FILE} (mode 0600, owner root):
# {KEY_VARIABLE}=...
# The service has a user of its own, who must be able to read the folders of the model.
[Unit]
Description=vLLM with the model of ascii-diagram
After=network-online.target
Wants=network-online.target

[Service]
{variables}
Environment=HOME=/var/cache/{_NAME}
EnvironmentFile={optional}{_KEY_FILE}
ExecStart={command}
Restart=on-failure
RestartSec=10
TimeoutStopSec=30
DynamicUser=yes
CacheDirectory={_NAME}
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=read-only
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
"""


def compose_file(config: ServeConfig, served: Served) -> str:
    """Return a compose file; the key comes from the environment of `docker compose`."""
    inside = _in_container(config)
    address = config.host if ":" not in config.host else f"[{config.host}]"
    volumes = [f"{served.model}:{_MOUNT}/model:ro"]
    if served.adapter is not None:
        volumes.append(f"{served.adapter}:{_MOUNT}/adapter:ro")
    service: dict[str, Any] = {
        "image": config.image,
        "entrypoint": ["python3"],
        "command": _arguments(inside, served),
        # the key is asked for: the server listens on all addresses of the container
        "environment": {**vllm_environment(config), KEY_VARIABLE: f"${{{KEY_VARIABLE}:?set it}}"},
        "ports": [f"{address}:{config.port}:{config.port}"],
        "volumes": volumes,
        "ipc": "host",
        "restart": "unless-stopped",
        "healthcheck": {
            "test": ["CMD", "curl", "-fsS", f"http://127.0.0.1:{config.port}/health"],
            "interval": "10s",
            "start_period": f"{config.ready_seconds:.0f}s",
        },
        "deploy": {
            "resources": {
                "reservations": {
                    "devices": [
                        {"driver": "nvidia", "count": _devices(config), "capabilities": ["gpu"]}
                    ]
                }
            }
        },
    }
    key = service["environment"].pop(KEY_VARIABLE)
    escaped = _doubled_dollars(service)
    escaped["environment"][KEY_VARIABLE] = key
    return f"# compose.yaml: export {KEY_VARIABLE}, then docker compose up\n" + _yaml(
        {"services": {_NAME: escaped}}
    )


def kubernetes_manifest(config: ServeConfig, served: Served) -> str:
    """Return a Deployment and a Service; key and models are a Secret and a volume of yours."""
    inside = _in_container(config)
    probe = {"httpGet": {"path": "/health", "port": config.port}, "periodSeconds": 10}
    attempts = max(1, round(config.ready_seconds / 10))
    container: dict[str, Any] = {
        "name": "vllm",
        "image": config.image,
        "command": ["python3"],
        "args": [_kubernetes_word(word) for word in _arguments(inside, served)],
        "env": [
            *(
                {"name": name, "value": _kubernetes_word(value)}
                for name, value in vllm_environment(config).items()
            ),
            {
                "name": KEY_VARIABLE,
                "valueFrom": {"secretKeyRef": {"name": _NAME, "key": "api-key"}},
            },
        ],
        "ports": [{"containerPort": config.port, "name": "http"}],
        "startupProbe": {**probe, "failureThreshold": attempts},
        "readinessProbe": probe,
        "resources": {"limits": {"nvidia.com/gpu": _devices(config)}},
        "securityContext": {"allowPrivilegeEscalation": False},
        "volumeMounts": [
            {"name": "models", "mountPath": str(_MOUNT), "readOnly": True},
            {"name": "shared-memory", "mountPath": "/dev/shm"},
        ],
    }
    labels = {"app": _NAME}
    deployment: dict[str, Any] = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": _NAME, "labels": labels},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "automountServiceAccountToken": False,
                    "containers": [container],
                    "volumes": [
                        {"name": "models", "persistentVolumeClaim": {"claimName": _NAME}},
                        {"name": "shared-memory", "emptyDir": {"medium": "Memory"}},
                    ],
                },
            },
        },
    }
    service: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": _NAME, "labels": labels},
        "spec": {"selector": labels, "ports": [{"port": config.port, "targetPort": "http"}]},
    }
    folders = "model" if served.adapter is None else "model and adapter"
    return (
        f"# The claim {_NAME} holds the folder{'s' if served.adapter else ''} {folders}. The key:\n"
        f'# printf %s "${KEY_VARIABLE}" | '
        f"kubectl create secret generic {_NAME} --from-file=api-key=/dev/stdin\n"
        + "---\n".join([_yaml(deployment), _yaml(service)])
    )


UNITS: Mapping[str, Callable[[ServeConfig, Served], str]] = {
    "systemd": systemd_unit,
    "compose": compose_file,
    "kubernetes": kubernetes_manifest,
}


def _in_container(config: ServeConfig) -> ServeConfig:
    # a container is reached from outside it only on all its addresses
    return config.model_copy(update={"host": "0.0.0.0"})


def _arguments(config: ServeConfig, served: Served) -> list[str]:
    return vllm_command(config, served.at(_MOUNT), "python3")[1:]


def _devices(config: ServeConfig) -> int:
    return config.tensor_parallel * config.data_parallel


def _systemd_word(word: str) -> str:
    """Quote a word of ExecStart or Environment; `%` and `$` mean something to systemd."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    plain = escaped == word and not any(c.isspace() or c in "'\"" for c in word)
    return word if plain and word else f'"{escaped}"'


def _kubernetes_word(word: str) -> str:
    """Escape `$(NAME)`, which Kubernetes replaces."""
    return word.replace("$(", "$$(")


def _doubled_dollars(value: Any) -> Any:
    """Escape `$`, with which compose begins variables."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        return {key: _doubled_dollars(item) for key, item in inner.items()}
    if isinstance(value, list):
        return [_doubled_dollars(item) for item in cast("list[Any]", value)]
    return value


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice, as people do."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _yaml(data: Mapping[str, Any]) -> str:
    return yaml.dump(dict(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)
