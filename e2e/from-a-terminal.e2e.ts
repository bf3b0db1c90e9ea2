import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const run = promisify(execFile);

test("a customer at a terminal rents, and a stranger checks the receipt", async ({ baseURL }) => {
  const env = { ...process.env, AMBIT_GATEWAY: baseURL! };
  const { stdout } = await run("node", ["scripts/first-lease.mjs"], { env });
  expect(stdout).toContain("│ sum 15");
  expect(stdout).toContain("checked      order, device, price, report, cost, voucher, settlement");

  const folder = mkdtempSync(join(tmpdir(), "ambit-receipt-"));
  const file = join(folder, "receipt.json");
  const receipt = /^ {4}\{\n[\s\S]*?\n {4}\}$/m.exec(stdout)![0];
  writeFileSync(file, receipt);
  const alone = await run("node", ["scripts/check-receipt.mjs", file]);
  expect(alone.stdout).toContain("✓ voucher");
  expect(alone.stdout).toContain("· settlement");
  const withNode = { env: { ...process.env, CHAIN_RPC_URL: `${baseURL}/api/chain` } };
  const asked = await run("node", ["scripts/check-receipt.mjs", file], withNode);
  expect(asked.stdout).toContain("✓ settlement  The escrow paid it in block");

  writeFileSync(file, readFileSync(file, "utf8").replace('"billedSeconds": 1', '"billedSeconds": 3'));
  const refused = await run("node", ["scripts/check-receipt.mjs", file]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining("✗ cost") });
  rmSync(folder, { recursive: true });
});

test("a sealed order: the gateway passes ciphertext on, and the customer opens what comes home", async ({
  baseURL,
}) => {
  const env = { ...process.env, AMBIT_GATEWAY: baseURL! };
  const { stdout } = await run("node", ["scripts/first-lease.mjs", "--seal"], { env });
  expect(stdout).toMatch(/key +sealed to .+, whose own key it is/);
  expect(stdout).toContain("│ sum 15");
  expect(stdout).toMatch(/opened +\d+ of \d+ bytes, with the key of this customer/);
  expect(stdout).toContain("checked      order, device, price, report, cost, voucher, settlement");
  expect(/^ {4}\{\n[\s\S]*?\n {4}\}$/m.exec(stdout)![0]).not.toContain("sum 15");
});

test("a script with a syntax error ends with its place, and with 1", async ({ baseURL }) => {
  const folder = mkdtempSync(join(tmpdir(), "ambit-script-"));
  const file = join(folder, "wrong.js");
  writeFileSync(file, "console.log(1);\nlet x = ;\n");
  const env = { ...process.env, AMBIT_GATEWAY: baseURL! };
  const refused = await run("node", ["scripts/first-lease.mjs", file], { env }).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/SCRIPT_SYNTAX.*line 2/),
  });
  rmSync(folder, { recursive: true });
});
