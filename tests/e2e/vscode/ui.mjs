// What a user does with mouse and keys; takes pictures. Prints a line for each thing seen.
// usage: ui.mjs URL FOLDER   ($MODEL is the folder of the model that waits for a file `gate`)
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [url, folder] = process.argv.slice(2);
const model = process.env.MODEL;
const PATIENCE = 60_000;
const { browser, page } = await launch();

const picture = (name, options = {}) =>
  page.screenshot({ path: join(folder, `${name}.png`), ...options });
const seen = (what) => console.log(`seen: ${what}`);
const rows = () =>
  page.evaluate(() =>
    [...document.querySelectorAll(".view-lines .view-line")]
      .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
      .map((line) => line.textContent.replaceAll("\u00a0", " ")),
  );
const hasRow = (pattern, wanted = true) =>
  page.waitForFunction(
    ([source, want]) =>
      want ===
      [...document.querySelectorAll(".view-line")].some((line) =>
        new RegExp(source).test(line.textContent.replaceAll("\u00a0", " ")),
      ),
    [pattern, wanted],
    { timeout: PATIENCE },
  );
const moveTo = async (line) => {
  await page.locator(".monaco-editor .view-lines").first().click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("Control+Home");
  for (let n = 1; n < line; n++) {
    await page.keyboard.press("ArrowDown");
  }
};
const palette = async (title) => {
  await page.keyboard.press("F1");
  await page.keyboard.type(title);
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first().click();
};

/** Open the menu of code actions; VS Code shows none while it still looks for them. */
const openActions = async () => {
  const item = page.locator(".action-widget .monaco-list-row").filter({ hasText: "Expand diagram" });
  for (let n = 0; n < 6 && !(await item.count()); n++) {
    await page.keyboard.press("Control+.");
    await item.first().waitFor({ timeout: PATIENCE / 6 }).catch(() => page.keyboard.press("Escape"));
  }
  await item.first().waitFor({ timeout: 1000 });
  await page.waitForTimeout(500);
};

try {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.getByRole("treeitem", { name: "orders.py" }).dblclick({ timeout: PATIENCE });
  await page.waitForSelector("text=Expand all diagrams (2)", { timeout: PATIENCE });
  await page.keyboard.press("Control+b"); // hides the side bar
  seen("code lenses");
  await page.waitForSelector('.statusbar-item[aria-label*="The model is not loaded"]', {
    timeout: PATIENCE,
  });
  seen("the status bar says that no model is loaded");
  await picture("lenses");

  await moveTo(4);
  await page.locator("[class*=codicon-light-bulb], [class*=codicon-lightbulb]").first().waitFor();
  await openActions();
  await picture("actions");
  await page.keyboard.press("Enter");
  await hasRow("│ browser ├");
  seen("the code action drew the diagram");
  await page.waitForTimeout(800);
  await picture("expanded");
  await page.keyboard.press("Control+z");
  await hasRow("│ browser ├", false);
  seen("one undo took it back");

  const before = await rows();
  const prose = before.findIndex((row) => /answers slowly/.test(row)) + 1;
  await moveTo(prose);
  await palette("ASCII Diagram: Expand Diagram at Cursor");
  const notice = page.locator(".notifications-toasts .notification-list-item");
  await notice.filter({ hasText: "Expand diagram" }).first().waitFor({ timeout: PATIENCE });
  await page.waitForSelector('.statusbar-item[aria-label*="The model reads 1 request"]', {
    timeout: PATIENCE,
  });
  seen("progress, and the status bar says that the model reads");
  await picture("working");
  await notice.getByRole("button", { name: "Cancel" }).first().click();
  await page.waitForFunction(
    () => !document.querySelector(".notifications-toasts .notification-list-item"),
    null,
    { timeout: PATIENCE },
  );
  const end = Date.now() + PATIENCE;
  while (!existsSync(join(model, "cancelled")) && Date.now() < end) {
    await page.waitForTimeout(50);
  }
  if (existsSync(join(model, "cancelled"))) {
    seen("cancel reached the model");
  }
  if (JSON.stringify(await rows()) === JSON.stringify(before)) {
    seen("a cancelled request changed nothing");
  }

  rmSync(join(model, "waiting"), { force: true });
  writeFileSync(join(model, "gate"), "");
  await palette("ASCII Diagram: Expand Diagram at Cursor");
  await hasRow("│ shop ├");
  await page.waitForSelector('.statusbar-item[aria-label*="The model is loaded"]', {
    timeout: PATIENCE,
  });
  seen("the model's answer was drawn");
  await page.waitForTimeout(500);
  await picture("answered");
} catch (error) {
  console.error(String(error).slice(0, 1500));
  await picture("fault");
  process.exitCode = 1;
} finally {
  await browser.close();
}
