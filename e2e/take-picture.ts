import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";

const folder = join(import.meta.dirname, "../docs/screenshots");
const screen = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** In light and in dark colours on a screen, and in light ones on a phone. */
export type Look = "light" | "dark" | "phone";

/** Takes the page in these looks; on a phone, where only a part of it is in sight, the part `at`. */
export async function takePicture(
  page: Page,
  name: string,
  looks: readonly Look[],
  at?: Locator,
): Promise<void> {
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light", reducedMotion: "reduce" });
    await page.setViewportSize(look === "phone" ? phone : screen);
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
    await expect(page.getByRole("tooltip")).toHaveCount(0);
    if (look === "phone" && at) await at.evaluate((part) => part.scrollIntoView());
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: "disabled" });
  }
  await page.setViewportSize(screen);
}
