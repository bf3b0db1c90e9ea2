import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { findGpus } from "./find-gpus";

const folder = mkdtempSync(join(tmpdir(), "ambit-gpus-"));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a machine without NVIDIA's driver has no GPU", async () => {
  vi.stubEnv("PATH", folder);
  expect(await findGpus()).toEqual({ gpus: [], warnings: [] });
});

test("GPUs are those that the driver lists: of one model, with what they have, and what is left out is told", async () => {
  const listed = [
    "GPU-4a1d0000-0000-0000-0000-000000000000, NVIDIA GeForce RTX 4090, 24564",
    "GPU-4a1d0000-0000-0000-0000-000000000001, NVIDIA GeForce RTX 4090, 24564",
    "GPU-4a1d0000-0000-0000-0000-000000000002, NVIDIA T1000, 4096",
    "GPU-4a1d0000-0000-0000-0000-000000000003, NVIDIA GeForce RTX 4090, [N/A]",
  ];
  const tool = join(folder, "nvidia-smi");
  writeFileSync(tool, `#!/bin/sh\ncat <<'LIST'\n${listed.join("\n")}\nLIST\n`);
  chmodSync(tool, 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  const { gpus, warnings } = await findGpus();
  expect(warnings).toEqual([
    "1 of 3 GPUs are not offered: a device offers one model, RTX 4090 here, and at most 16.",
  ]);
  expect(gpus).toEqual(
    [0, 1].map((n) => ({
      id: `GPU-4a1d0000-0000-0000-0000-00000000000${n}`,
      model: "RTX 4090",
      memoryMib: 24_564,
    })),
  );
});
