import { test as base } from "@playwright/test";

/**
 * Every test has a page of a browser that nobody used before, and fails if the page broke: an exception
 * that nothing caught, or something that the content security policy refused.
 */
export const test = base.extend<{ unbroken: void }>({
  unbroken: [
    async ({ page }, use) => {
      const broken: string[] = [];
      page.on("pageerror", (error) => broken.push(error.message));
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) broken.push(message.text());
      });
      await use();
      if (broken.length > 0) throw new Error(`The page broke:\n${broken.join("\n")}`);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
