import assert from "node:assert/strict";
import { test } from "node:test";

import { locateServer, type Machine } from "../src/server_location.ts";

const NOTHING = { path: "", environment: "" };

function machine(programs: string[], rest: Partial<Machine> = {}): Machine {
  return {
    windows: false,
    home: "/home/ada",
    searchPath: "/usr/local/bin:/usr/bin",
    isProgram: (path) => programs.includes(path),
    hasServer: async () => false,
    ...rest,
  };
}

test("the program on PATH is taken", async () => {
  const found = await locateServer(NOTHING, machine(["/usr/bin/ascii-diagram"]));
  assert.deepEqual(found, { command: "/usr/bin/ascii-diagram", args: ["lsp"] });
});

test("folders of PATH come in their order", async () => {
  const both = ["/usr/bin/ascii-diagram", "/usr/local/bin/ascii-diagram"];
  const found = await locateServer(NOTHING, machine(both));
  assert.equal("command" in found && found.command, "/usr/local/bin/ascii-diagram");
});

test("the path that the user sets comes before everything", async () => {
  const programs = ["/usr/bin/ascii-diagram", "/home/ada/bin/ascii-diagram"];
  const wishes = { path: "~/bin/ascii-diagram", environment: "/venv" };
  assert.deepEqual(await locateServer(wishes, machine(programs)), {
    command: "/home/ada/bin/ascii-diagram",
    args: ["lsp"],
  });
});

test("an environment is run by its own Python, away from the open folder", async () => {
  const programs = ["/usr/bin/ascii-diagram", "/home/ada/venv/bin/python"];
  const found = await locateServer({ path: "", environment: "~/venv" }, machine(programs));
  assert.deepEqual(found, {
    command: "/home/ada/venv/bin/python",
    args: ["-P", "-m", "ascii_diagram", "lsp"],
  });
});

test("a Python on PATH is taken only if it has the server", async () => {
  const pythons = machine(["/usr/bin/python3", "/usr/bin/python"], {
    hasServer: async (python) => python === "/usr/bin/python",
  });
  assert.deepEqual(await locateServer(NOTHING, pythons), {
    command: "/usr/bin/python",
    args: ["-P", "-m", "ascii_diagram", "lsp"],
  });
});

test("relative folders of PATH, which are the open project's, are passed over", async () => {
  const trap = machine(["./ascii-diagram", "ascii-diagram", "bin/ascii-diagram"], {
    searchPath: ".::bin:/usr/bin",
  });
  assert.ok("reason" in (await locateServer(NOTHING, trap)));
});

for (const [wish, setting] of [
  ["path", "server.path"],
  ["environment", "server.environment"],
] as const) {
  test(`a wrong ${setting} is named and nothing else is started`, async () => {
    const programs = machine(["/usr/bin/ascii-diagram"]);
    for (const value of ["/no/such", "relative/place"]) {
      const missing = await locateServer({ ...NOTHING, [wish]: value }, programs);
      assert.ok("reason" in missing);
      assert.equal(missing.setting, setting);
      assert.match(missing.reason, new RegExp(value));
    }
  });
}

test("on Windows programs end in .exe and environments have Scripts", async () => {
  const windows = machine(["C:\\tools\\ascii-diagram.exe", "C:\\venv\\Scripts\\python.exe"], {
    windows: true,
    home: "C:\\Users\\ada",
    searchPath: '.;"C:\\tools"',
  });
  const onPath = await locateServer(NOTHING, windows);
  assert.equal("command" in onPath && onPath.command, "C:\\tools\\ascii-diagram.exe");
  const inVenv = await locateServer({ path: "", environment: "C:\\venv" }, windows);
  assert.equal("command" in inVenv && inVenv.command, "C:\\venv\\Scripts\\python.exe");
});
