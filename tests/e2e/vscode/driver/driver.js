// Runs the cases of cases.js inside the extension host and writes what came of each to
// $DRIVER_RESULTS, one JSON object per line. Without that variable it does nothing.
const fs = require("fs");
const vscode = require("vscode");

const CASE_SECONDS = 90;

exports.activate = () => {
  const results = process.env.DRIVER_RESULTS;
  if (results) {
    void runAll(results);
  }
};

async function runAll(results) {
  const tell = (result) => fs.appendFileSync(results, JSON.stringify(result) + "\n");
  try {
    const extension = vscode.extensions.getExtension("ascii-diagram.ascii-diagram");
    await extension.activate();
    for (const [name, run] of Object.entries(require("./cases.js"))) {
      tell({ name, fault: await faultOf(run) });
      await closeEditors();
    }
    tell({ name: "all", fault: null });
  } catch (error) {
    tell({ name: "all", fault: String(error.stack || error) });
  }
}

/** Close all editors; those with changes would ask what to do with them. */
async function closeEditors() {
  for (let n = 0; n < 5 && vscode.window.activeTextEditor; n++) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
}

async function faultOf(run) {
  let timer;
  const late = new Promise((_, reject) => {
    const told = new Error(`it took more than ${CASE_SECONDS} s`);
    timer = setTimeout(() => reject(told), CASE_SECONDS * 1000);
  });
  try {
    await Promise.race([run(), late]);
    return null;
  } catch (error) {
    return String(error.stack || error);
  } finally {
    clearTimeout(timer);
  }
}
