import assert from "node:assert/strict";
import { test } from "node:test";

import { type ModelStatus, shownState } from "../src/states.ts";

const model = (state: ModelStatus["state"], rest: Partial<ModelStatus> = {}): ModelStatus => ({
  state,
  message: "",
  questions: 0,
  ...rest,
});

test("work is counted", () => {
  assert.match(shownState("running", model("working", { questions: 1 })).tooltip, /reads 1 request$/);
  assert.match(shownState("running", model("working", { questions: 3 })).tooltip, /3 requests$/);
});

test("a model that failed says why, and stands out", () => {
  const shown = shownState("running", model("failed", { message: "no weights" }));
  assert.match(shown.tooltip, /no weights/);
  assert.equal(shown.warning, true);
});

test("what the model does is not told while the server does not run", () => {
  for (const server of ["missing", "stopped", "starting"] as const) {
    assert.doesNotMatch(shownState(server, model("ready")).tooltip, /model/);
  }
  assert.equal(shownState("missing", model("off")).warning, true);
});
