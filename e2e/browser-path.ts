import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "@playwright/test";

/**
 * Nothing that a browser does by itself on a machine that may have no internet. The flags that the npm
 * browser comes with are left out: among them are `--disable-web-security`, with which no test of a
 * content security policy could fail, and `--single-process`, which dies when a context is closed.
 */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
  "--disable-gpu",
];

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The browser of the tests: the one that Playwright installed, or the system's, or the one that npm
 * brought, so that tests in a real browser need no download.
 */
export async function browserPath(): Promise<{ executablePath?: string; args: string[] }> {
  if (existsSync(playwright.executablePath())) return { args: quiet };
  const found = installed.find(existsSync);
  if (found) return { executablePath: found, args: quiet };
  return { executablePath: await chromium.executablePath(), args: quiet };
}
