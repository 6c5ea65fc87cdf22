// What a user sees when there is no server. usage: missing.mjs URL FOLDER
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [url, folder] = process.argv.slice(2);
const PATIENCE = 60_000;
const { browser, page } = await launch();
try {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  const notice = page.locator(".notifications-toasts .notification-list-item");
  const told = notice.filter({ hasText: "There is no program" }).first();
  await told.waitFor({ timeout: PATIENCE });
  console.log(`seen: ${(await told.textContent()).replaceAll("\u00a0", " ")}`);
  console.log(`notices: ${await notice.count()}`);
  await page.waitForSelector('.statusbar-item[aria-label*="was not found"]', { timeout: PATIENCE });
  await page.screenshot({ path: join(folder, "missing.png") });
  await told.getByRole("button", { name: "How to Install" }).click();
  await page.getByRole("tab", { name: /install\.md/ }).waitFor({ timeout: PATIENCE });
  console.log("seen: the page about installing");
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, "install.png") });
} catch (error) {
  console.error(String(error).slice(0, 1500));
  await page.screenshot({ path: join(folder, "missing-fault.png") });
  process.exitCode = 1;
} finally {
  await browser.close();
}
