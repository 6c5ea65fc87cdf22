/** The language client: one process of the server and the connection to it. */

import { homedir } from "node:os";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";

import type { Found } from "./server_location.ts";
import { initializationOptions, SECTION, sharedSettings } from "./settings.ts";

/** Runs a command of the server for the user. */
export type RunCommand = (command: string, args: readonly unknown[]) => Promise<unknown>;

const DOCUMENTS = [{ scheme: "file" }, { scheme: "untitled" }];
const RESTARTS = 4;
const RESTART_MILLISECONDS = 3 * 60_000;
const TAIL_LINES = 20;

export class Client extends LanguageClient {
  /** Whether the server was reached; until then whoever starts it tells of faults. */
  private reached = false;

  private constructor(
    server: Found,
    options: LanguageClientOptions,
    /** The last lines that the server wrote to its log. */
    readonly tail: readonly string[],
  ) {
    // The server's folder is not the open one, where some systems look for programs first.
    const place = { cwd: homedir(), env: { ...process.env, PYTHONUTF8: "1" } };
    const args = [...server.args, "--log-level", logLevel()];
    super(SECTION, "ASCII Diagram", { command: server.command, args, options: place }, options);
  }

  static create(server: Found, output: vscode.LogOutputChannel, run: RunCommand): Client {
    const tail: string[] = [];
    const keep = (line: string): void => {
      output.info(line);
      tail.push(line);
      tail.splice(0, tail.length - TAIL_LINES);
    };
    const options: LanguageClientOptions = {
      documentSelector: DOCUMENTS,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: initializationOptions(ownSetting),
      initializationFailedHandler: () => false,
      errorHandler: new Restarts(),
      synchronize: { configurationSection: SECTION },
      stdioOptions: {
        stdout: () => {},
        stderr: (input) => {
          createInterface({ input, crlfDelay: Infinity }).on("line", keep);
        },
      },
      middleware: {
        executeCommand: (command, args) => run(command, args),
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers) ? answers.map(sharedSettings) : answers;
          },
        },
      },
    };
    return new Client(server, options, tail);
  }

  override async start(): Promise<void> {
    await super.start();
    this.reached = true;
  }

  override error(message: string, data?: unknown, show: boolean | "force" = true): void {
    super.error(message, data, this.reached ? show : false);
  }
}

/** Restarts a server that ends by itself, but not one that ends all the time. */
class Restarts implements ErrorHandler {
  private readonly times: number[] = [];

  error(): ErrorHandlerResult {
    return { action: ErrorAction.Continue };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.times.push(now);
    const recent = this.times.filter((time) => now - time < RESTART_MILLISECONDS);
    if (recent.length <= RESTARTS) {
      return { action: CloseAction.Restart, handled: true };
    }
    const message = `ASCII Diagram: the language server ended ${recent.length} times in 3 minutes and is left alone now. The command "Restart Language Server" starts it again.`;
    return { action: CloseAction.DoNotRestart, message };
  }
}

/** The user's own value of a setting, whatever a workspace says. */
export function ownSetting(name: string): unknown {
  return vscode.workspace.getConfiguration(SECTION).inspect(name)?.globalValue;
}

function logLevel(): string {
  const level = ownSetting("server.logLevel");
  return typeof level === "string" ? level : "warning";
}
