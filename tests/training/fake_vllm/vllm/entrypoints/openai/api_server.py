"""Takes vLLM's arguments, and serves what a smoke request needs; misbehaves as it is told.

`FAKE_VLLM` in the environment: `dies`, `never_ready`, `junk`, `other_model`, `ends`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOW = os.environ.get("FAKE_VLLM", "")
ANSWER = "direction: right\nclient -> server: asks\nserver -> database: asks"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("model", "served-model-name", "host", "dtype", "lora-modules"):
        parser.add_argument(f"--{name}")
    for name in ("port", "max-model-len", "tensor-parallel-size", "data-parallel-size"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--max-lora-rank", type=int)
    parser.add_argument("--gpu-memory-utilization", type=float)
    parser.add_argument("--structured-outputs-config", type=json.loads)
    parser.add_argument("--enable-lora", action="store_true")
    parser.add_argument("--enforce-eager", action="store_true")
    return parser.parse_args()


class Handler(BaseHTTPRequestHandler):
    names: list[str]

    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(503 if HOW == "never_ready" else 200, {})
        elif self.allowed():
            self.answer(200, {"data": [{"id": name} for name in self.names]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.allowed():
            return
        assert body["prompt"].startswith("<|im_start|>user\n")
        assert body["model"] in self.names
        text = "no, I will not" if HOW == "junk" else ANSWER
        self.answer(200, {"choices": [{"text": text}]})

    def allowed(self) -> bool:
        key = os.environ.get("VLLM_API_KEY")
        if key and self.headers["Authorization"] != f"Bearer {key}":
            self.answer(401, {"error": "no key"})
            return False
        return True

    def answer(self, code: int, data: object) -> None:
        content = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    print("arguments:", *sys.argv[1:], flush=True)
    arguments = parse()
    if HOW == "dies":
        print("CUDA out of memory", flush=True)
        sys.exit(3)
    assert os.path.isfile(os.path.join(arguments.model, "config.json"))  # noqa: PTH113, PTH118
    Handler.names = [arguments.served_model_name]
    if arguments.lora_modules:
        name, _, folder = arguments.lora_modules.partition("=")
        assert arguments.enable_lora
        assert os.path.isfile(os.path.join(folder, "adapter_config.json"))  # noqa: PTH113, PTH118
        Handler.names.append(name)
    if HOW == "other_model":
        Handler.names = ["something-else"]
    # as vLLM has workers: a child that does not end by itself
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print("child:", child.pid, flush=True)
    server = ThreadingHTTPServer((arguments.host, arguments.port), Handler)
    if HOW == "ends":
        threading.Thread(target=lambda: (time.sleep(2), server.shutdown()), daemon=True).start()
    server.serve_forever()


main()
