/** The item in the status bar; a click opens the menu. */

import * as vscode from "vscode";

import { type ModelStatus, type ServerState, shownState } from "./states.ts";

const OFF: ModelStatus = { state: "off", message: "", questions: 0 };

export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private server: ServerState = "stopped";
  private model = OFF;

  constructor() {
    this.item = vscode.window.createStatusBarItem("status", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "ASCII Diagram";
    this.item.command = "asciiDiagram.menu";
    this.show();
    this.item.show();
  }

  setServer(state: ServerState): void {
    this.server = state;
    if (state !== "running") {
      this.model = OFF;
    }
    this.show();
  }

  setModel(status: ModelStatus): void {
    this.model = status;
    this.show();
  }

  /** What the item says when the mouse rests on it. */
  get sentence(): string {
    return shownState(this.server, this.model).tooltip;
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(): void {
    const shown = shownState(this.server, this.model);
    this.item.text = shown.text;
    this.item.tooltip = `ASCII Diagram: ${shown.tooltip}`;
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.backgroundColor = shown.warning
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
  }
}
