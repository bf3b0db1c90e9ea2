import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const phone = { width: 390, height: 844 };
const screen = { width: 1440, height: 900 };

/** Both colours and both widths, once each. */
const twoLooks = [
  { colorScheme: "dark", ...phone },
  { colorScheme: "light", ...screen },
] as const;

/** Both colours in both widths: for a page that is seen for the first time. */
export const fourLooks = [
  { colorScheme: "light", ...phone },
  { colorScheme: "dark", ...screen },
  ...twoLooks,
] as const;

/** Nothing that axe finds and nothing that scrolls sideways. Leaves the page as it is seen on a screen by day. */
export async function expectSound(
  page: Page,
  seenIn: readonly (typeof fourLooks)[number][] = twoLooks,
): Promise<void> {
  // A hint that the pointer happens to rest on stands over the page, and is none of it.
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  for (const { colorScheme, width, height } of seenIn) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height });
    expect(await violations(page), `${page.url()} ${colorScheme} ${width}`).toEqual([]);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, `${page.url()} is wider than ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** Nothing that axe finds in the dialog in front, by day and in the dark. */
export async function expectSoundDialog(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page, "[role=dialog]"), `the dialog in ${colorScheme}`).toEqual([]);
  }
}

/** What axe finds in the page, or in one part of it. */
async function violations(page: Page, part?: string): Promise<string[]> {
  // No page here has frames. Without them axe needs no second tab to put its answers together, and a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const found = await (part ? axe.include(part) : axe).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ""}`),
  );
}
