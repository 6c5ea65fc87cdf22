/** Where the language server is. Nothing below the open folder is ever looked at. */

import { posix, win32 } from "node:path";

/** What is known of the machine. */
export interface Machine {
  readonly windows: boolean;
  readonly home: string;
  /** The variable `PATH`. */
  readonly searchPath: string;
  /** Whether a path names a file that may be run. */
  readonly isProgram: (path: string) => boolean;
  /** Whether a Python has the package `ascii_diagram_lsp`. */
  readonly hasServer: (python: string) => Promise<boolean>;
}

/** What the user says about where the server is; empty where nothing is said. */
export interface Wishes {
  readonly path: string;
  readonly environment: string;
}

export interface Found {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Missing {
  /** What is wrong, as a sentence. */
  readonly reason: string;
  /** The setting that is wrong, without its section; absent where nothing was said. */
  readonly setting?: "server.path" | "server.environment";
}

// `-P`: the folder that the server is started in is not searched for modules.
const MODULE = ["-P", "-m", "ascii_diagram"];
const SERVE = "lsp";

/** Find the server: as the user says, else on `PATH`, else as a module of the Python on `PATH`. */
export async function locateServer(wishes: Wishes, machine: Machine): Promise<Found | Missing> {
  if (wishes.path.trim()) {
    return fromPath(wishes.path.trim(), machine);
  }
  if (wishes.environment.trim()) {
    return fromEnvironment(wishes.environment.trim(), machine);
  }
  const program = onSearchPath("ascii-diagram", machine);
  if (program) {
    return { command: program, args: [SERVE] };
  }
  for (const name of ["python3", "python"]) {
    const python = onSearchPath(name, machine);
    if (python && (await machine.hasServer(python))) {
      return { command: python, args: [...MODULE, SERVE] };
    }
  }
  return { reason: "The program `ascii-diagram` was not found on this machine." };
}

function fromPath(path: string, machine: Machine): Found | Missing {
  const program = expandHome(path, machine);
  const setting = "server.path";
  if (!rules(machine).isAbsolute(program)) {
    return { reason: `The path \`${path}\` is not absolute.`, setting };
  }
  if (!machine.isProgram(program)) {
    return { reason: `There is no program \`${path}\`.`, setting };
  }
  return { command: program, args: [SERVE] };
}

function fromEnvironment(path: string, machine: Machine): Found | Missing {
  const folder = expandHome(path, machine);
  const setting = "server.environment";
  const { isAbsolute, join } = rules(machine);
  if (!isAbsolute(folder)) {
    return { reason: `The path \`${path}\` is not absolute.`, setting };
  }
  const python = machine.windows
    ? join(folder, "Scripts", "python.exe")
    : join(folder, "bin", "python");
  if (!machine.isProgram(python)) {
    return { reason: `There is no Python environment in \`${path}\`.`, setting };
  }
  return { command: python, args: [...MODULE, SERVE] };
}

function onSearchPath(name: string, machine: Machine): string | undefined {
  const { delimiter, isAbsolute, join } = rules(machine);
  for (const entry of machine.searchPath.split(delimiter)) {
    const folder = entry.replaceAll('"', "");
    // Relative folders would be those of the open project.
    if (!isAbsolute(folder)) {
      continue;
    }
    const program = join(folder, machine.windows ? `${name}.exe` : name);
    if (machine.isProgram(program)) {
      return program;
    }
  }
  return undefined;
}

function expandHome(path: string, machine: Machine): string {
  return /^~(?=[/\\]|$)/.test(path) ? machine.home + path.slice(1) : path;
}

function rules(machine: Machine): typeof posix {
  return machine.windows ? win32 : posix;
}
