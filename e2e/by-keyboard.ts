import { expect, type JSHandle, type Locator, type Page } from "@playwright/test";
import type { FlowName } from "@/components/transactions/flows";
import { expectSoundDialog } from "./expect-sound";

/**
 * Goes on with Tab until what has the focus has this name, as somebody without a pointer does. Everything on the way
 * must show that it has the focus.
 */
export async function tabTo(page: Page, name: RegExp, role?: "tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 160; presses += 1) {
    await page.keyboard.press("Tab");
    const { label, isSeen, ...focused } = await page.evaluate(readFocus);
    expect(isSeen, `nothing shows that “${label}” has the focus`).toBe(true);
    if (name.test(label) && (!role || focused.role === role)) return;
    passed.push(label.split("\n")[0]!);
  }
  throw new Error(`Tab never reached ${String(name)}. It passed: ${passed.join(" | ")}`);
}

/** What has the focus, in the page: its name, and whether it can be seen there. */
function readFocus(): { label: string; role: string | null; isSeen: boolean } {
  const element = document.activeElement as HTMLElement | null;
  // Between the last element and the first the focus is in the browser's own bar; a page that has just come holds it itself.
  if (!element || element === document.body || element.tagName === "MAIN")
    return { label: "", role: null, isSeen: true };
  const labels = [...((element as HTMLInputElement).labels ?? [])];
  const label =
    element.getAttribute("aria-label") ??
    (labels.length > 0 ? labels.map(({ textContent }) => textContent).join(" ") : element.innerText) ??
    "";
  // A radio button is drawn by its label, and some fields by the frame around them.
  const isSeen = [element, element.parentElement!, ...labels].some((shown) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  });
  return { label: label.trim(), role: element.getAttribute("role"), isSeen };
}

/** Opens this one of the views that share a place, with the arrow keys. The page has one such place. */
export async function openTab(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole("tab", { name, exact: true });
  await tabTo(page, /./, "tab");
  await expect(async () => {
    if ((await wanted.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowRight");
    await expect(wanted).toBeFocused({ timeout: 500 });
  }).toPass();
}

/** Writes this into the field of this name in place of what stands there. */
export async function write(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** Goes to it with Tab and presses it. */
export async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/** What each flow says at its end. A test in `keyboard.e2e.ts` sees to it that each is walked somewhere. */
export const lastWords = {
  "sign-in": "You are signed in.",
  faucet: "The test USDC is in your wallet.",
  deposit: "in the escrow and free to spend.",
  "authorise-session": "This browser can sign orders.",
  "revoke-session": "The key is revoked.",
  thaw: "It thaws. Your account shows",
  "cancel-thaw": "It is yours to spend again.",
  withdraw: "It is in your wallet.",
  "sponsor-devices": "enrolled and take",
  "retire-devices": "taken out.",
  "set-payout": "Your earnings go there from now on.",
  "withdraw-earnings": "It is at your payout address.",
  stake: "are staked.",
  "thaw-stake": "It thaws. Your stake shows",
  "cancel-stake-thaw": "It stays staked.",
  "withdraw-stake": "It is in your wallet.",
  collect: "It is in your wallet.",
  "set-class": "of class 1.",
  "get-amb": "The AMB are in your wallet.",
  delegate: "Your AMB vote with",
  propose: "It is proposed.",
  "cast-vote": "Your vote is counted.",
  "queue-proposal": "It waits in the timelock.",
  "execute-proposal": "It is carried out.",
  "execute-operation": "It is carried out.",
  "cancel-proposal": "Your proposal is withdrawn.",
} satisfies Record<FlowName, string>;

/**
 * Walks one flow from the button that starts it to its end without a pointer. On the way: Escape leaves it and brings
 * the focus back to the button; axe finds nothing in its dialogs, by day and in the dark; at the end the focus is
 * again where it was, if that is still there.
 */
export async function walk(page: Page, flow: FlowName, start: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog");
  await tabTo(page, start);
  const button = await page.evaluateHandle(() => document.activeElement!);
  await pressUntilOpen(page, dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => hasFocus(button), `Escape from ${flow} brings the focus back`).toBe(true);

  await pressUntilOpen(page, dialog);
  await finishByKeyboard(page, flow);
  await expect.poll(() => hasFocus(button), `the end of ${flow} brings the focus back`).not.toBe(false);
}

/** Presses again where a press opened nothing, as a person would. */
async function pressUntilOpen(page: Page, dialog: Locator): Promise<void> {
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass();
}

const verb = /^(Sign with your wallet|Send with your wallet|Do it)$/;

/** Sees the open flow through to its end without a pointer. */
export async function finishByKeyboard(page: Page, flow: FlowName): Promise<void> {
  const dialog = page.getByRole("dialog");
  const having = (button: string) => dialog.filter({ has: page.getByRole("button", { name: button }) });
  const [prompt, end] = [having("Approve"), having("Done")];
  await expect(dialog.getByRole("button", { name: verb })).toBeVisible();
  await expectSoundDialog(page);
  await press(page, verb);
  await expect(prompt.or(end)).toBeVisible();
  if (await prompt.isVisible()) {
    await expectSoundDialog(page);
    await press(page, /^Approve$/);
  }
  await expect(end).toContainText(lastWords[flow]);
  await press(page, /^Done$/);
  await expect(dialog).toHaveCount(0);
}

/** Signs in with a wallet that nobody has seen before, from the button in the page. */
export async function signInByKeyboard(page: Page): Promise<void> {
  await tabTo(page, /^Sign in$/);
  await pressUntilOpen(page, page.getByRole("dialog", { name: "Sign in", exact: true }));
  await press(page, /^Connect a wallet$/);
  await expect(page.getByRole("dialog", { name: "Connect a Wallet" })).toBeVisible();
  await press(page, /^New demo wallet$/);
  await finishByKeyboard(page, "sign-in");
}

/** Whether it has the focus; undefined when it has left the page. */
const hasFocus = (handle: JSHandle<Element>): Promise<boolean | undefined> =>
  handle.evaluate((element) => (element.isConnected ? element === document.activeElement : undefined));
