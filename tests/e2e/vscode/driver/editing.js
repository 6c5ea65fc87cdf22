// What the cases need again and again.
const assert = require("assert/strict");
const fs = require("fs");
const os = require("os");
const path = require("path");
const vscode = require("vscode");

const KIND = "refactor.rewrite.asciiDiagram";
const PATIENCE = 20_000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Wait until `look` returns something true. */
async function until(look, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    assert.ok(Date.now() < end, `it did not come to pass: ${what}`);
    await sleep(50);
  }
}

/** Open a file with this text in an editor. */
async function open(name, text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "files-"));
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/** List the code actions on a line or in a range; `resolve` of them with what they do. */
async function actions(document, place, resolve = 0, kind = KIND) {
  const range = typeof place === "number" ? new vscode.Range(place, 0, place, 0) : place;
  try {
    const run = vscode.commands.executeCommand;
    return await run("vscode.executeCodeActionProvider", document.uri, range, kind, resolve);
  } catch (error) {
    if (/cancel/i.test(String(error))) {
      return []; // right after opening, VS Code cancels its own listing
    }
    throw error;
  }
}

/** Wait for the action whose title begins so; resolved where `resolve` is true. */
async function action(document, place, title, { resolve = false, kind = KIND } = {}) {
  const look = async () => {
    const listed = await actions(document, place, resolve ? 20 : 0, kind);
    return listed.find((found) => found.title.startsWith(title));
  };
  return until(look, `an action "${title}"`);
}

/** Do what an action says. */
async function perform(found) {
  if (found.edit) {
    assert.ok(await vscode.workspace.applyEdit(found.edit));
  }
  if (found.command) {
    await vscode.commands.executeCommand(found.command.command, ...found.command.arguments);
  }
}

/** Run a command of the palette with the cursor on a line of the active editor. */
function palette(name, line) {
  if (line !== undefined) {
    const cursor = new vscode.Position(line, 0);
    vscode.window.activeTextEditor.selection = new vscode.Selection(cursor, cursor);
  }
  return vscode.commands.executeCommand(`asciiDiagram.${name}`);
}

async function insert(document, line, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const drawings = (document) => document.getText().split("end ascii-diagram").length - 1;

const undo = () => vscode.commands.executeCommand("undo");

module.exports = { action, actions, drawings, insert, open, palette, perform, sleep, undo, until };
