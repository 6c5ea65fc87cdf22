// What users do in VS Code, by name. Each case throws when something is not as it should be.
const assert = require("assert/strict");
const fs = require("fs");
const path = require("path");
const vscode = require("vscode");

const { action, actions, drawings, insert, open, palette, perform, sleep, undo, until } =
  require("./editing.js");

const PROSE = (word) => `# ascii-diagram: ${word} asks lamp slowly\n`;
const NOTATION = "x = \"😀\"\n# ascii-diagram: client -> server\ny = 2\n";

/** The folder of the model that waits for a file named `gate`. */
const model = process.env.DRIVER_MODEL;
const openGate = () => fs.writeFileSync(path.join(model, "gate"), "");
const closeGate = () => {
  for (const name of ["gate", "waiting", "cancelled"]) {
    fs.rmSync(path.join(model, name), { force: true });
  }
};
const told = (name) => fs.existsSync(path.join(model, name));

exports["listing brings no edits"] = async () => {
  const document = await open("a.py", NOTATION);
  const found = await action(document, 1, "Expand diagram");
  assert.equal(found.edit, undefined);
  assert.equal(found.isPreferred, true);
  assert.deepEqual(await actions(document, 0), []);
};

exports["an action expands, and one undo takes it back"] = async () => {
  const document = await open("a.py", NOTATION);
  await perform(await action(document, 1, "Expand diagram", { resolve: true }));
  assert.match(document.getText(), /│ client ├─+►│ server │/);
  assert.equal(document.lineAt(document.lineCount - 2).text, "y = 2");
  await undo();
  assert.equal(document.getText(), NOTATION);
};

exports["the palette expands at the cursor"] = async () => {
  const document = await open("a.py", `${NOTATION}# ascii-diagram: a -> b\n`);
  await palette("expand", 3);
  assert.equal(drawings(document), 1);
  assert.ok(document.getText().indexOf("│ a ├") > document.getText().indexOf("y = 2"));
};

exports["the palette expands the whole file, undone in one step"] = async () => {
  const text = `${NOTATION}# ascii-diagram: a -> b\n`;
  const document = await open("a.py", text);
  await palette("expandAll");
  assert.equal(drawings(document), 2);
  await undo();
  assert.equal(document.getText(), text);
};

exports["line ends, tabs and a missing last line end are kept"] = async () => {
  let document = await open("a.py", "x = 1\r\n# ascii-diagram: a -> b\r\ny = 2\r\n");
  await palette("expand", 1);
  assert.equal(document.eol, vscode.EndOfLine.CRLF);
  assert.equal(drawings(document), 1);
  assert.doesNotMatch(document.getText(), /[^\r]\n/);
  document = await open("a.go", "func x() {\n\t// ascii-diagram: a -> b\n}\n");
  await palette("expand", 1);
  assert.match(document.getText(), /^\t\/\/ .*│ a ├/m);
  document = await open("a.py", "# ascii-diagram: a -> b");
  await palette("expand", 0);
  const lines = document.getText().split("\n");
  assert.equal(lines[0], "# ascii-diagram: a -> b");
  assert.match(lines.at(-1), /end ascii-diagram/);
};

exports["untitled documents, Markdown and commit messages"] = async () => {
  let document = await vscode.workspace.openTextDocument({
    content: "# ascii-diagram: a -> b\n",
    language: "python",
  });
  await vscode.window.showTextDocument(document);
  await palette("expand", 0);
  assert.match(document.getText(), /^# .*│ a ├/m);
  document = await open("a.md", "# Title\n\n<!-- ascii-diagram: a -> b -->\n\nText.\n");
  await palette("expand", 2);
  assert.match(document.getText(), /```/);
  document = await open("COMMIT_EDITMSG", "Do it\n\nascii-diagram: a -> b\n# Please enter\n");
  await palette("expand", 2);
  assert.match(document.getText(), /│ a ├/);
  assert.ok(document.getText().endsWith("# Please enter\n"));
};

exports["an edit finds its directive again where lines moved meanwhile"] = async () => {
  closeGate();
  const document = await open("a.py", `x = 1\n${PROSE("moved")}y = 2\n`);
  const running = palette("expand", 1);
  await until(() => told("waiting"), "the model was asked");
  await insert(document, 0, "# typed meanwhile\n# and more\n");
  openGate();
  await running;
  const lines = document.getText().split("\n");
  assert.deepEqual(lines.slice(0, 4), ["# typed meanwhile", "# and more", "x = 1", PROSE("moved").trim()]);
  assert.equal(drawings(document), 1);
  assert.match(document.getText(), /│ moved ├/);
  assert.equal(lines.at(-2), "y = 2");
};

exports["a directive that was removed meanwhile gets no drawing"] = async () => {
  closeGate();
  const document = await open("a.py", `x = 1\n${PROSE("gone")}y = 2\n`);
  const running = palette("expand", 1);
  await until(() => told("waiting"), "the model was asked");
  const edit = new vscode.WorkspaceEdit();
  edit.delete(document.uri, new vscode.Range(1, 0, 2, 0));
  assert.ok(await vscode.workspace.applyEdit(edit));
  openGate();
  await running;
  assert.equal(document.getText(), "x = 1\ny = 2\n");
};

exports["a stale drawing is told of, with a quick fix"] = async () => {
  const document = await open("a.py", "# ascii-diagram: a -> b\n");
  await palette("expand", 0);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, 0, 23), "# ascii-diagram: a -> c");
  await vscode.workspace.applyEdit(edit);
  const ours = () =>
    vscode.languages.getDiagnostics(document.uri).filter((d) => /ascii-diagram/.test(d.source));
  const [diagnostic] = await until(() => ours().length && ours(), "a diagnostic");
  assert.equal(diagnostic.range.start.line, 0);
  const fix = await action(document, diagnostic.range, "Refresh", { resolve: true, kind: "quickfix" });
  await perform(fix);
  assert.match(document.getText(), /│ c │/);
  await until(() => !ours().length, "no diagnostic is left");
};

exports["lenses, hover, completion and folding"] = async () => {
  const run = vscode.commands.executeCommand;
  const document = await open("a.py", NOTATION);
  const lenses = await until(async () => {
    const found = await run("vscode.executeCodeLensProvider", document.uri, 10);
    return found?.length && found;
  }, "code lenses");
  assert.equal(lenses[0].command.title, "Expand diagram");
  await run(lenses[0].command.command, ...lenses[0].command.arguments);
  assert.equal(drawings(document), 1);
  const hovers = await run("vscode.executeHoverProvider", document.uri, new vscode.Position(1, 8));
  assert.match(hovers.map((hover) => hover.contents.map((c) => c.value).join()).join(), /client/);
  const folds = await run("vscode.executeFoldingRangeProvider", document.uri);
  assert.ok(folds.some((fold) => fold.start >= 1 && fold.end <= 7 && fold.end > fold.start));
  const typing = await open("b.py", "# ascii-diagram[wi\n");
  await until(async () => {
    const place = new vscode.Position(0, 18);
    const found = await run("vscode.executeCompletionItemProvider", typing.uri, place);
    return found.items.some((item) => /^width/.test(item.label.label ?? item.label));
  }, "a completion");
};

exports["settings of the window change the looks"] = async () => {
  const settings = vscode.workspace.getConfiguration("asciiDiagram");
  await settings.update("charset", "ascii", vscode.ConfigurationTarget.Workspace);
  try {
    const document = await open("a.py", "# ascii-diagram: a -> b\n");
    await until(async () => {
      await palette("refresh", 0);
      return /\+---\+/.test(document.getText());
    }, "a drawing in ASCII");
  } finally {
    await settings.update("charset", undefined, vscode.ConfigurationTarget.Workspace);
  }
};

exports["a workspace may not say which programs run"] = async () => {
  const settings = vscode.workspace.getConfiguration("asciiDiagram");
  for (const name of ["server.path", "workerCommand", "local.model", "allowedBackends"]) {
    await assert.rejects(
      async () => settings.update(name, "x", vscode.ConfigurationTarget.Workspace),
      /only .*(machine|user|remote)|machine|application/i,
    );
  }
};

exports["every command of the palette is there"] = async () => {
  const { packageJSON } = vscode.extensions.getExtension("ascii-diagram.ascii-diagram");
  const known = new Set(await vscode.commands.getCommands());
  for (const { command } of packageJSON.contributes.commands) {
    assert.ok(known.has(command), command);
  }
};

exports["a server that was killed comes back"] = async () => {
  const document = await open("a.py", NOTATION);
  await action(document, 1, "Expand diagram");
  const before = servers();
  assert.equal(before.length, 1);
  process.kill(before[0], "SIGKILL");
  await until(() => servers().length && servers()[0] !== before[0], "another server");
  await action(document, 1, "Expand diagram");
  await palette("expand", 1);
  assert.equal(drawings(document), 1);
};

exports["the server is started again by command, and there is one"] = async () => {
  const [before] = servers();
  await palette("restart");
  const document = await open("a.py", NOTATION);
  await palette("expand", 1);
  assert.equal(drawings(document), 1);
  await until(() => servers().length === 1 && servers()[0] !== before, "one new server");
};

exports["switched off, nothing runs and nothing is offered"] = async () => {
  const settings = vscode.workspace.getConfiguration("asciiDiagram");
  await settings.update("enable", false, vscode.ConfigurationTarget.Workspace);
  try {
    await until(() => servers().length === 0, "the server has ended");
    const document = await open("a.py", NOTATION);
    await sleep(200);
    assert.deepEqual(await actions(document, 1), []);
    await palette("expand", 1);
    assert.equal(document.getText(), NOTATION);
  } finally {
    await settings.update("enable", undefined, vscode.ConfigurationTarget.Workspace);
  }
  await until(() => servers().length === 1, "the server runs again");
};

/** The processes of language servers that this extension host started. */
function servers() {
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const words = fs.readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      return parent === process.pid && words.includes("lsp") ? [Number(name)] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}
