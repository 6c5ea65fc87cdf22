/** Keeps the language server as the settings want it: started, stopped, started again. */

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

import { Client } from "./client.ts";
import { runCommand } from "./command_runner.ts";
import { tellFailed, tellMissing } from "./help.ts";
import { thisMachine } from "./machine.ts";
import { locateServer } from "./server_location.ts";
import { SECTION } from "./settings.ts";
import type { ModelStatus, ServerState } from "./states.ts";
import type { StatusBar } from "./status_bar.ts";

const STATUS = "asciiDiagram/status";

export class Service {
  private client: Client | undefined;
  private changes: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
    private readonly statusBar: StatusBar,
  ) {}

  /** Start the server, or start it again with what the settings are now. */
  restart(): Promise<void> {
    return this.change(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.change(() => this.end());
  }

  /**
   * Run a command of the server; starts the server where it does not run.
   *
   * @returns The server's answer; undefined when there is none, which the user has been told.
   */
  async run(command: string, args: readonly unknown[]): Promise<unknown> {
    await this.changes;
    if (!vscode.workspace.getConfiguration(SECTION).get("enable", true)) {
      const told = `ASCII Diagram: the setting \`${SECTION}.enable\` is off.`;
      void vscode.window.showInformationMessage(told);
      return undefined;
    }
    if (!this.client) {
      await this.restart();
    }
    return this.client ? runCommand(this.client, command, args) : undefined;
  }

  /** The document's name as the server knows it. */
  async uriOf(document: vscode.TextDocument): Promise<string> {
    await this.changes;
    return this.client?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString();
  }

  private change(work: () => Promise<void>): Promise<void> {
    this.changes = this.changes.then(work).catch((error: unknown) => {
      this.output.error(error instanceof Error ? error : String(error));
    });
    return this.changes;
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.statusBar.setServer("stopped");
    await client?.dispose();
  }

  private async begin(): Promise<void> {
    const settings = vscode.workspace.getConfiguration(SECTION);
    if (!settings.get("enable", true)) {
      this.output.info("the setting `enable` is off");
      return;
    }
    this.statusBar.setServer("starting");
    const wishes = {
      path: settings.get("server.path", ""),
      environment: settings.get("server.environment", ""),
    };
    const server = await locateServer(wishes, thisMachine());
    if (!("command" in server)) {
      this.statusBar.setServer("missing");
      this.output.error(server.reason);
      void tellMissing(server, this.extension, () => this.restart());
      return;
    }
    this.output.info(`starting ${[server.command, ...server.args].join(" ")}`);
    const client = Client.create(server, this.output, (command, args) => this.run(command, args));
    try {
      await client.start();
    } catch (error) {
      this.statusBar.setServer("missing");
      void tellFailed(client.tail, error, this.output, this.extension, () => this.restart());
      await client.dispose().catch(() => {});
      return;
    }
    this.follow(client);
  }

  private follow(client: Client): void {
    this.client = client;
    this.statusBar.setServer("running");
    client.onNotification(STATUS, (status: ModelStatus) => this.statusBar.setModel(status));
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) {
        this.statusBar.setServer(nameOf(newState));
      }
    });
  }
}

function nameOf(state: State): ServerState {
  switch (state) {
    case State.Running:
      return "running";
    case State.Starting:
      return "starting";
    default:
      return "stopped";
  }
}
