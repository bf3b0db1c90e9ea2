// Types, lint, format, dead code, and that paths named in documents exist: seconds, no services. All run at once.
import { spawn } from "node:child_process";
import { ensureInstalled, root } from "./bootstrap.mjs";

ensureInstalled({ withTools: true });

const checks = {
  types: ["tsc", "--noEmit", "-p", "."],
  "types of the indexer": ["tsc", "--noEmit", "-p", "indexer"],
  lint: ["oxlint", "--deny-warnings"],
  format: ["oxfmt", "--check", "."],
  "dead code": ["knip"],
  documents: ["node", "scripts/check-documents.mjs"],
};

const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)));
for (const { name, code, output } of results) if (code !== 0) console.error(`\n✗ ${name}\n${output}`);
const failed = results.filter(({ code }) => code !== 0).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

function run(name, [command, ...args]) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH ?? ""}` };
    const child = spawn(command, args, { cwd: root, env });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", (error) => resolve({ name, code: 1, output: error.message }));
    child.on("exit", (code) => resolve({ name, code, output }));
  });
}
