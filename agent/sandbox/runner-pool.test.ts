import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { makeDrivers } from "./make-drivers";

vi.setConfig({ testTimeout: 120_000 });

test("runners that are killed while they come up are gone, at whatever moment that is", async () => {
  const home = await mkdtemp(join(tmpdir(), "ambit-test-"));
  // Warm runners are being started when `makeDrivers` resolves.
  for (const waitMs of [0, 1, 4, 16]) {
    const drivers = await makeDrivers(home, { warmRunners: 3 });
    await sleep(waitMs);
    await Promise.all([drivers.wasm.close(), drivers.script.close()]);
  }
  await rm(home, { recursive: true, force: true });
  expect(process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap")).toEqual([]);
});
