import { expect, type Page } from "@playwright/test";

/** Reads the demo wallet's prompt with this title and says yes. */
export async function approve(page: Page, title: RegExp): Promise<void> {
  await prompt(page, title).getByRole("button", { name: "Approve" }).click();
}

/** Reads the demo wallet's prompt with this title and says no. */
export async function reject(page: Page, title: RegExp): Promise<void> {
  await prompt(page, title).getByRole("button", { name: "Reject" }).click();
}

/** Sends the transaction of the flow with this title, and approves it in the wallet. */
export async function sendFlow(page: Page, flow: string | RegExp, title: RegExp): Promise<void> {
  await page
    .getByRole("dialog", { name: flow, exact: true })
    .getByRole("button", { name: "Send with your wallet" })
    .click();
  await approve(page, title);
}

function prompt(page: Page, title: RegExp) {
  return page.getByRole("dialog", { name: title }).filter({ hasText: "local chain only" });
}

/**
 * Signs in with the demo wallet of this name; a new one is a fresh key with nothing in it. The dialog of
 * the sign-in is open.
 */
export async function signInWith(page: Page, wallet = "New demo wallet"): Promise<void> {
  const flow = page.getByRole("dialog", { name: "Sign in", exact: true });
  await flow.getByRole("button", { name: "Connect a wallet" }).click();
  await page.getByRole("dialog", { name: "Connect a Wallet" }).getByRole("button", { name: wallet }).click();
  await flow.getByRole("button", { name: "Sign with your wallet" }).click();
  await approve(page, /^Sign in to /);
  await finish(page, "You are signed in.");
}

/** Waits for the end of the flow whose dialog is open, which it tells in these words, and closes it. */
export async function finish(page: Page, words: string): Promise<void> {
  const flow = page.getByRole("dialog").filter({ hasText: words });
  await flow.getByRole("button", { name: "Done" }).click();
  await expect(flow).toBeHidden();
}

/**
 * Writes down the title of every dialog that opens from now on, until the page is loaded anew. Gives back
 * what reads them: proof that nothing was asked, or of what was.
 */
export async function watchDialogs(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const titles: string[] = [];
    Object.assign(window, { dialogTitles: titles });
    const note = (node: Node) => {
      if (!(node instanceof Element)) return;
      const dialog = node.matches("[role=dialog]") ? node : node.querySelector("[role=dialog]");
      if (dialog) titles.push(dialog.querySelector("h1, h2")?.textContent ?? "without a title");
    };
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) addedNodes.forEach(note);
    }).observe(document.body, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { dialogTitles: string[] }).dialogTitles);
}
