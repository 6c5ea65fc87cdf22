/** What the status bar says about the server and its model. */

/** `asciiDiagram/status`, as the server sends it. */
export interface ModelStatus {
  readonly state: "off" | "starting" | "ready" | "working" | "failed";
  readonly message: string;
  readonly questions: number;
}

/** The language server itself. */
export type ServerState = "starting" | "running" | "stopped" | "missing";

export interface Shown {
  readonly text: string;
  readonly tooltip: string;
  readonly warning: boolean;
}

const NAME = "Diagrams";

export function shownState(server: ServerState, model: ModelStatus): Shown {
  switch (server) {
    case "missing":
      return told("warning", "The language server was not found or did not start", true);
    case "stopped":
      return told("circle-slash", "The language server does not run");
    case "starting":
      return told("loading~spin", "The language server starts");
    case "running":
      return shownModel(model);
  }
}

function shownModel(model: ModelStatus): Shown {
  switch (model.state) {
    case "off":
      return told("type-hierarchy", "The model is not loaded; notation needs none");
    case "starting":
      return told("loading~spin", "The model is being loaded");
    case "ready":
      return told("type-hierarchy", "The model is loaded");
    case "working":
      return told("loading~spin", `The model reads ${counted(model.questions)}`);
    case "failed":
      return told("warning", `The model does not work: ${model.message}`, true);
  }
}

function counted(questions: number): string {
  return questions === 1 ? "1 request" : `${questions} requests`;
}

function told(icon: string, tooltip: string, warning = false): Shown {
  return { text: `$(${icon}) ${NAME}`, tooltip, warning };
}
