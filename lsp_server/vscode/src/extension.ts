/** Starts and stops the extension. */

import * as vscode from "vscode";

import { registerCommands } from "./commands.ts";
import { Service } from "./service.ts";
import { SECTION, START_SETTINGS } from "./settings.ts";
import { StatusBar } from "./status_bar.ts";

let service: Service | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("ASCII Diagram", { log: true });
  const statusBar = new StatusBar();
  const started = new Service(context.extensionUri, output, statusBar);
  service = started;
  context.subscriptions.push(
    output,
    statusBar,
    ...registerCommands(started, statusBar, output),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = [...START_SETTINGS, "backend"];
      if (names.some((name) => change.affectsConfiguration(`${SECTION}.${name}`))) {
        void started.restart();
      }
    }),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await service?.stop();
}
