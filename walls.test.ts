import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lib_mustNotImport, mayImport } from "./walls";

/** A breach is planted in a file of the room that it would break, linted there, and taken away again. */
const planted: string[] = [];
afterAll(() => planted.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function plant(room: string, imported: string): string {
  const folder = mkdtempSync(join(room, "planted-"));
  planted.push(folder);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "breach.ts");
  writeFileSync(file, `import { x } from "${imported}";\n\nexport const y = x;\n`);
  return file;
}

function lint(files: string[]): Set<string> {
  try {
    execFileSync(
      process.execPath,
      ["node_modules/oxlint/bin/oxlint", "--format=json", "--disable-nested-config", ...files],
      { encoding: "utf8" },
    );
    return new Set();
  } catch (error) {
    const { diagnostics } = JSON.parse((error as { stdout: string }).stdout) as {
      diagnostics: { code: string; filename: string }[];
    };
    return new Set(
      diagnostics
        .filter(({ code }) => code.includes("no-restricted-imports"))
        .map(({ filename }) => filename),
    );
  }
}

const rooms = Object.keys(mayImport).filter((room) => room !== "verifier");
const every = [...new Set([...rooms, "components", "scripts"])];

test("every import through a wall is caught, and every door is open", () => {
  const breaches: string[] = [];
  const doors: string[] = [];
  for (const room of rooms) {
    for (const target of every) {
      const open = mayImport[room]!.some((door) => door === target || door.startsWith(`${target}/`));
      if (!open) breaches.push(plant(room, `@/${target}/some/thing`));
    }
    for (const door of mayImport[room]!) doors.push(plant(room, `@/${door}/some/thing`));
    breaches.push(plant(room, "../elsewhere/thing"));
  }
  const caught = lint([...breaches, ...doors]);
  expect(breaches.filter((file) => !caught.has(file))).toEqual([]);
  expect(doors.filter((file) => caught.has(file))).toEqual([]);
});

test("app reads the database through its queries only", () => {
  const breach = plant("app", "@/db/schema/orders");
  expect(lint([breach])).toEqual(new Set([breach]));
});

test("lib touches no input, output or framework", () => {
  const breaches = lib_mustNotImport.map((name) =>
    plant(
      "lib",
      name.replace("node:*/*", "node:fs/promises").replace("node:*", "node:fs").replace("/*", "/some"),
    ),
  );
  const caught = lint(breaches);
  expect(breaches.filter((file) => !caught.has(file))).toEqual([]);
});
