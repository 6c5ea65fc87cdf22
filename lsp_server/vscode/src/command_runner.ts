/** Runs the server's commands with a display of progress that can be cancelled. */

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  type LanguageClient,
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgress,
} from "vscode-languageclient/node";

// What is done before a display would be read needs none.
const PATIENCE_MILLISECONDS = 300;

interface Report {
  readonly title: string;
  readonly message: string;
  readonly percentage: number;
}

let runs = 0;

/**
 * Run a command of the server.
 *
 * @returns What the server answers; undefined when it was cancelled or failed, which the user has
 *   been told.
 */
export async function runCommand(
  client: LanguageClient,
  command: string,
  args: readonly unknown[],
): Promise<unknown> {
  const cancellation = new vscode.CancellationTokenSource();
  const workDoneToken = `ascii-diagram-${++runs}`;
  const reports = new Reports();
  const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
    reports.take(value);
  });
  const params = { command, arguments: [...args], workDoneToken };
  const answer = client.sendRequest(ExecuteCommandRequest.type, params, cancellation.token);
  try {
    if (!(await isQuick(answer))) {
      void showProgress(answer, reports, cancellation);
    }
    return await answer;
  } catch (error) {
    if (!isCancelled(error)) {
      const message = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(`ASCII Diagram: ${message}`);
    }
    return undefined;
  } finally {
    listening.dispose();
    cancellation.dispose();
  }
}

/** What the server has reported, for a display that may come later. */
class Reports {
  latest: Report = { title: "", message: "", percentage: 0 };
  onReport: (report: Report) => void = () => {};

  take(value: { kind: string; title?: string; message?: string; percentage?: number }): void {
    this.latest = {
      title: value.title ?? this.latest.title,
      message: value.message ?? this.latest.message,
      percentage: value.percentage ?? this.latest.percentage,
    };
    this.onReport(this.latest);
  }
}

function showProgress(
  answer: Promise<unknown>,
  reports: Reports,
  cancellation: vscode.CancellationTokenSource,
): Thenable<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: reports.latest.title || "ASCII Diagram",
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    cancelled.onCancellationRequested(() => cancellation.cancel());
    let shown = 0;
    reports.onReport = ({ message, percentage }) => {
      progress.report({ message, increment: percentage - shown });
      shown = percentage;
    };
    reports.onReport(reports.latest);
    await answer.then(nothing, nothing);
  });
}

async function isQuick(answer: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MILLISECONDS);
  });
  try {
    return await Promise.race([answer.then(yes, yes), late]);
  } finally {
    clearTimeout(timer);
  }
}

function isCancelled(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled)
  );
}

function nothing(): void {}

function yes(): boolean {
  return true;
}
