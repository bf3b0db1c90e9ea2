import { expect, type Page } from "@playwright/test";

/** Goes on with Tab until what has the focus has this name, as somebody without a pointer does. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element) return "";
      const labels = (element as HTMLInputElement).labels;
      return (
        element.getAttribute("aria-label") ??
        (labels?.length ? [...labels].map((label) => label.textContent).join(" ") : element.innerText) ??
        ""
      ).trim();
    });
    if (name.test(focused)) return;
    passed.push(focused.split("\n")[0]!);
  }
  throw new Error(`Tab never reached ${String(name)}. It passed: ${passed.join(" | ")}`);
}

/** Goes to it with Tab and presses it. */
export async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/** Presses it in the dialog that stands in front, once that is there. */
export async function pressIn(page: Page, title: string | RegExp, button: RegExp): Promise<void> {
  await expect(page.getByRole("dialog", { name: title })).toBeVisible();
  await press(page, button);
}

/** Waits for the end of the open flow, which it tells in these words, and closes it. */
export async function done(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("dialog").filter({ hasText: words })).toBeVisible();
  await press(page, /^Done$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
}
