// Starts the browser that $CHROMIUM names, with playwright-core from $PLAYWRIGHT.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.PLAYWRIGHT}/`)("playwright-core");

export async function launch() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  const viewport = { width: 900, height: 480 };
  const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5 });
  return { browser, page };
}
