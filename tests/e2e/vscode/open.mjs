// Opens the workbench in a browser and waits until the driver has written its last result.
// usage: open.mjs URL RESULTS   ($CHROMIUM names the browser)
import { existsSync, readFileSync } from "node:fs";
import { launch } from "./browser.mjs";

const [url, results] = process.argv.slice(2);
const { browser, page } = await launch();
try {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  const end = Date.now() + 300_000;
  while (Date.now() < end && !(existsSync(results) && readFileSync(results, "utf8").includes('"name":"all"'))) {
    await page.waitForTimeout(100);
  }
} finally {
  await browser.close();
}
