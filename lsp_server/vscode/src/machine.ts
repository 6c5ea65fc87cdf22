/** This machine, as far as finding the server goes. */

import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";

import type { Machine } from "./server_location.ts";

const PROBE_MILLISECONDS = 10_000;

export function thisMachine(): Machine {
  return {
    windows: process.platform === "win32",
    home: homedir(),
    searchPath: process.env["PATH"] ?? "",
    isProgram,
    hasServer,
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function hasServer(python: string): Promise<boolean> {
  const look =
    "import sys; from importlib.util import find_spec; sys.exit(not find_spec('ascii_diagram_lsp'))";
  const options = { cwd: homedir(), timeout: PROBE_MILLISECONDS };
  return new Promise((resolve) => {
    execFile(python, ["-P", "-c", look], options, (error) => resolve(error === null));
  });
}
