/** What the user is told when there is no server. */

import * as vscode from "vscode";

import type { Missing } from "./server_location.ts";
import { SECTION } from "./settings.ts";

const INSTALL = "How to Install";
const SETTINGS = "Open Settings";
const OUTPUT = "Show Output";
const RETRY = "Try Again";

type Retry = () => Promise<void>;

/** Tell that the server was not found, and offer what helps. */
export async function tellMissing(
  missing: Missing,
  extension: vscode.Uri,
  retry: Retry,
): Promise<void> {
  const advice = missing.setting
    ? `Correct the setting \`${SECTION}.${missing.setting}\`, or leave it empty.`
    : 'Install it with `pip install "ascii-diagram[local,lsp]"`, or say where it is.';
  const message = `ASCII Diagram: ${missing.reason} ${advice}`;
  const chosen = await vscode.window.showErrorMessage(message, INSTALL, SETTINGS, RETRY);
  if (chosen === SETTINGS) {
    const setting = missing.setting ?? "server";
    await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.${setting}`);
  }
  await help(chosen, extension, retry);
}

/**
 * Tell that the server was found and did not start.
 *
 * @param tail The last lines that it wrote.
 */
export async function tellFailed(
  tail: readonly string[],
  error: unknown,
  output: vscode.LogOutputChannel,
  extension: vscode.Uri,
  retry: Retry,
): Promise<void> {
  const said = tail.filter((line) => /^(error|\s*hint|ascii-diagram):/.test(line)).map(trimmed);
  const fault = error instanceof Error ? error.message : String(error);
  const reason = said.length ? said.join(" ") : (tail.at(-1) ?? fault);
  const message = `ASCII Diagram: the language server did not start. ${reason}`;
  const chosen = await vscode.window.showErrorMessage(message, INSTALL, OUTPUT, RETRY);
  if (chosen === OUTPUT) {
    output.show();
  }
  await help(chosen, extension, retry);
}

async function help(chosen: string | undefined, extension: vscode.Uri, retry: Retry) {
  if (chosen === INSTALL) {
    const page = vscode.Uri.joinPath(extension, "help", "install.md");
    await vscode.commands.executeCommand("markdown.showPreview", page);
  } else if (chosen === RETRY) {
    await retry();
  }
}

function trimmed(line: string): string {
  return line.trim();
}
