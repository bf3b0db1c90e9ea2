// Everything, on an empty clone too: checks, unit, contracts, simulator, integration, browser. Ends with one line that counts.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureInstalled, root } from "./bootstrap.mjs";

ensureInstalled({ withTools: true });

const folder = mkdtempSync(join(tmpdir(), "ambit-tests-"));
const report = (name) => join(folder, `${name}.json`);
const readReport = (name) => JSON.parse(readFileSync(report(name), "utf8"));

const vitest = (project, before = []) => ({
  command: [
    ...before,
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report(project)}`,
  ],
  count: () => {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } =
      readReport(project);
    // A file that could not even be loaded has no tests to fail; it counts as one.
    const unloaded = testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    ).length;
    return {
      passed: numPassedTests,
      failed: numFailedTests + unloaded || Number(numFailedTestSuites > 0),
      skipped: numPendingTests,
      failures: testResults.flatMap(failuresOfFile),
    };
  },
});

const suites = {
  checks: { command: ["node", "scripts/check.mjs"], count: (output) => fromLine(output) },
  "contracts up to date": {
    command: ["node", "--import", "tsx", "scripts/contracts/generate.ts", "--check"],
    count: (_, code) => ({ passed: Number(code === 0), failed: Number(code !== 0), skipped: 0 }),
  },
  integration: vitest("integration"),
  browser: {
    // A browser waits more than it works; what it leaves of the processors is enough for these two rows.
    beside: [["contracts", "unit"], ["simulator"]],
    command: ["playwright", "test", "--config", "e2e/playwright.config.ts"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report("browser") },
    count: () => {
      const { stats, suites: files } = readReport("browser");
      const { expected, unexpected, flaky, skipped } = stats;
      const failures = files.flatMap(failuresOfBrowser);
      return { passed: expected, failed: unexpected + flaky, skipped, failures };
    },
  },
  unit: vitest("unit", ["nice", "-n", "10"]),
  contracts: {
    command: ["nice", "-n", "10", "forge", "test"],
    cwd: "contracts",
    count: (output) => fromForge(output),
  },
  simulator: {
    // From beginning to end in what all others leave: each step of it waits for Postgres.
    command: "nice -n 19 node --conditions=react-server --import tsx sim/main.ts --seeds 200".split(" "),
    count: (output, code) => ({
      passed: Number(code === 0),
      failed: Number(code !== 0),
      skipped: 0,
      failures: output.match(/^ {2}✗.*(\n {6}.*)*/gm) ?? [],
    }),
  },
};

const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const failures = [];
const left = new Set(Object.keys(suites).filter((name) => wanted.length === 0 || wanted.includes(name)));
for (const name of left) {
  const rows = (suites[name].beside ?? []).map((row) => row.filter((other) => left.delete(other)));
  const others = rows.map(runQuietly);
  say(name);
  await runAndCount(name, (data) => process.stdout.write(data));
  await Promise.all(others);
}
rmSync(folder, { recursive: true, force: true });
// What failed is said once more where everybody looks: a long output is often read from its end only.
if (failures.length) console.log(`\n── failed ${"─".repeat(64)}\n${failures.join("\n\n")}`);
console.log(
  `\n${lines.join("\n")}\n\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed ? 1 : 0);

/** One after the other. Each says what it has to say when it is done. */
async function runQuietly(names) {
  for (const name of names) {
    let said = "";
    await runAndCount(name, (data) => (said += data));
    say(name);
    console.log(said);
  }
}

function say(name) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 70 - name.length))}`);
}

async function runAndCount(name, show) {
  const suite = suites[name];
  const since = Date.now();
  const { code, output } = await run(suite, show);
  const counted = count(suite, output, code);
  // A suite that fails without saying which test did counts as one failure: nothing passes by crashing.
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(total)) total[key] += counted[key];
  failures.push(...(counted.failures ?? []));
  lines.push(
    `  ${name.padEnd(22)} ${String(counted.passed).padStart(5)} passed ${String(counted.failed).padStart(4)} failed ${String(counted.skipped).padStart(4)} skipped  ${((Date.now() - since) / 1000).toFixed(0).padStart(4)} s`,
  );
}

function count(suite, output, code) {
  try {
    return suite.count(output, code);
  } catch (error) {
    console.error(`The results could not be read: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run({ command: [command, ...args], cwd = ".", env = {} }, show) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: join(root, cwd), // forge looks for its compiler beside where it is called
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        ...env,
        PATH: `${root}/node_modules/.bin:${process.env.PATH ?? ""}`,
        NEXT_TELEMETRY_DISABLED: "1",
        FORCE_COLOR: "0",
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        show(data);
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("exit", (code) => {
      const done = () => resolve({ code: code ?? 1, output });
      // Its last words may come after its end; what it left running may hold its output open.
      child.on("close", done);
      setTimeout(done, 2_000);
    });
  });
}

/** Of a file in Vitest's report. */
function failuresOfFile({ name, status, message, assertionResults }) {
  if (status !== "failed") return [];
  const tests = assertionResults
    .filter((test) => test.status === "failed")
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join("\n")}`);
  const said = tests.length ? tests : [message];
  return said.map((text) => `${relative(root, name)} › ${text.replace(/\n.*node_modules.*/g, "")}`);
}

/** Of a suite in Playwright's report, and of those within it. */
function failuresOfBrowser({ specs, suites: within = [] }) {
  const failed = specs
    .filter((spec) => !spec.ok)
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return `${file} › ${title}\n${errors.map(({ message }) => message).join("\n")}`;
    });
  return [...failed, ...within.flatMap(failuresOfBrowser)];
}

/** "6 passed, 0 failed" at the end of a script of ours. */
function fromLine(output) {
  const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 1), skipped: 0 };
}

/** "Ran 12 test suites in 3.10s: 250 tests passed, 0 failed, 0 skipped (250 total tests)". */
function fromForge(output) {
  const [, passed, failed, skipped] = /(\d+) tests passed, (\d+) failed, (\d+) skipped/.exec(output) ?? [];
  return {
    passed: Number(passed ?? 0),
    failed: Number(failed ?? 1),
    skipped: Number(skipped ?? 0),
    failures: output.match(/^\[FAIL.*/gm) ?? [],
  };
}
