import { expect, test } from "vitest";
import { openApiDocument } from "./openapi-document";

test("every value of every route is described: none may be anything, none may be nothing", async () => {
  const { paths } = await openApiDocument();
  const vague: string[] = [];
  // How a stream ends is oRPC's own: it carries nothing of ours.
  const end = /event-stream\/schema\/oneOf\/[12]/;
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = `${path}/${key}`;
      const shape = JSON.stringify(inner);
      if (end.test(here)) return;
      if (shape === '{"not":{}}' || (shape === "{}" && path.endsWith("/properties"))) vague.push(here);
      walk(inner, here);
    }
  };
  walk(paths, "");
  expect(vague).toEqual([]);
});

test("an amount is a string of digits that is always there, and a file is uploaded as one", async () => {
  const { paths } = await openApiDocument();
  const account = JSON.stringify(paths?.["/account"]?.get?.responses);
  expect(account).toContain(String.raw`"available":{"type":"string","pattern":"^\\d{1,78}$"`);
  expect(account).toMatch(/"required":\[[^\]]*"available"/);
  expect(paths?.["/workloads"]?.post?.requestBody).toHaveProperty(["content", "multipart/form-data"]);
});
