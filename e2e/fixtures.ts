import { test as base, type BrowserContext, type Page } from "@playwright/test";

/**
 * Every test has a page of a browser that nobody used before, and fails if one of its pages broke, in whichever window:
 * an exception that nothing caught, or something that the content security policy refused.
 */
export const test = base.extend<{
  /** Watches a window of another browser than the test's own, too. */
  watch: (context: BrowserContext) => void;
}>({
  watch: [
    async ({ browser }, use) => {
      const broken: string[] = [];
      const watchPage = (page: Page) => {
        page.on("pageerror", (error) => {
          // The tool fills in kept storage on an empty page, which has none.
          if (page.url() !== "about:blank") broken.push(error.message);
        });
        page.on("console", (message) => {
          if (message.text().includes("Content Security Policy")) broken.push(message.text());
        });
      };
      const watch = (context: BrowserContext) => {
        context.pages().forEach(watchPage);
        context.on("page", watchPage);
      };
      const opened: BrowserContext[] = [];
      const open = (context: BrowserContext) => {
        opened.push(context);
        watch(context);
      };
      // What the test itself opens comes after this one.
      browser.on("context", open);
      await use(watch);
      browser.off("context", open);
      // Left open, its pages would go on asking for news beside every test to come.
      for (const context of opened) await context.close();
      if (broken.length > 0) throw new Error(`A page broke:\n${broken.join("\n")}`);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
