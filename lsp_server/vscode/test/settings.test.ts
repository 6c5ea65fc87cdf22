import assert from "node:assert/strict";
import { test } from "node:test";

import { initializationOptions, sharedSettings } from "../src/settings.ts";

test("the server starts with what the user set, and nothing that is not set", () => {
  const own: Record<string, unknown> = {
    backend: "vllm",
    "local.threads": 4,
    "local.model": "",
    timeout: null,
    allowedBackends: ["other"],
    width: 60,
  };
  assert.deepEqual(
    initializationOptions((name) => own[name]),
    {
      settings: { backend: "vllm", "local.threads": 4 },
      allowedBackends: ["other"],
      statusNotifications: true,
    },
  );
});

test("a workspace's word on programs, files and places stays in the editor", () => {
  const section = {
    width: 60,
    backend: "none",
    features: { hover: false },
    commit: { width: 60 },
    server: { path: "/tmp/evil" },
    local: { model: "/tmp/evil.gguf" },
    cache: { directory: "/tmp/evil" },
    workerCommand: ["/tmp/evil"],
    allowedBackends: ["evil"],
  };
  assert.deepEqual(sharedSettings(section), {
    width: 60,
    backend: "none",
    features: { hover: false },
    commit: { width: 60 },
  });
  assert.deepEqual(sharedSettings(null), {});
});
