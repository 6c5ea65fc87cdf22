/** The commands of the palette. */

import * as vscode from "vscode";

import type { Service } from "./service.ts";
import { SECTION } from "./settings.ts";
import type { StatusBar } from "./status_bar.ts";

const AT_CURSOR = [
  "expand",
  "refresh",
  "remove",
  "adopt",
  "pin",
  "mermaid",
  "d2",
  "ascii",
  "unicode",
  "fix",
];
const WHOLE_FILE = ["expandAll", "refreshAll", "removeAll", "fixAll"];
/** What the server calls its commands; the palette's have names of their own. */
const OF_SERVER = "ascii-diagram.";

export function registerCommands(
  service: Service,
  statusBar: StatusBar,
  output: vscode.OutputChannel,
): vscode.Disposable[] {
  const register = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`${SECTION}.${name}`, run);
  return [
    ...AT_CURSOR.map((name) => register(name, () => runOnFile(service, name, true))),
    ...WHOLE_FILE.map((name) => register(name, () => runOnFile(service, name, false))),
    register("stopModel", () => stopModel(service)),
    register("restart", () => service.restart()),
    register("showOutput", () => output.show()),
    register("menu", () => showMenu(statusBar)),
  ];
}

async function runOnFile(service: Service, name: string, atCursor: boolean): Promise<unknown> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage("ASCII Diagram: no text editor has the focus.");
    return undefined;
  }
  const argument = {
    uri: await service.uriOf(editor.document),
    ...(atCursor ? { line: editor.selection.active.line } : {}),
  };
  return service.run(OF_SERVER + name, [argument]);
}

async function stopModel(service: Service): Promise<void> {
  const answer = (await service.run(`${OF_SERVER}stopModel`, [])) as { stopped?: boolean } | null;
  if (answer) {
    const told = answer.stopped ? "The model was unloaded." : "No model was loaded.";
    void vscode.window.showInformationMessage(`ASCII Diagram: ${told}`);
  }
}

async function showMenu(statusBar: StatusBar): Promise<void> {
  const items = [
    { label: "$(play) Expand all diagrams in this file", command: "expandAll" },
    { label: "$(wand) Fix all drawings in this file", command: "fixAll" },
    { label: "$(debug-disconnect) Unload the model", command: "stopModel" },
    { label: "$(refresh) Restart the language server", command: "restart" },
    { label: "$(output) Show the output", command: "showOutput" },
    { label: "$(gear) Settings", command: "settings" },
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: statusBar.sentence });
  if (chosen?.command === "settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", SECTION);
  } else if (chosen) {
    await vscode.commands.executeCommand(`${SECTION}.${chosen.command}`);
  }
}
