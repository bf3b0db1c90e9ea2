import { generatePrivateKey } from "viem/accounts";
import { openOwnEngine, type OwnEngine } from "@/agent/sandbox/testing/own-engine";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

let engine: OwnEngine | { missing: string };
let device: RunningDevice | undefined;

test.beforeAll(async () => {
  engine = await openOwnEngine("docker");
  if ("missing" in engine) engine = await openOwnEngine("podman");
});
test.afterAll(async () => {
  await device?.stop();
  if ("close" in engine) await engine.close();
});

test("a customer rents a container, looks into it while it runs, and stops it", async ({ page }) => {
  test.skip("missing" in engine, "missing" in engine ? engine.missing : "");
  test.setTimeout(240_000);
  const { image, tried } = engine as OwnEngine;
  // The only device that runs containers.
  device = startDevice({
    AMBIT_DEVICE_NAME: "drydock",
    AMBIT_OPERATOR_KEY: generatePrivateKey(),
    AMBIT_WORKLOADS: "container",
    DOCKER_HOST: `unix://${tried.engine.client.socketPath}`,
  });
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const beside = lease.getByRole("region", { name: "Programs beside it" });

  await test.step("orders it by its digest", async () => {
    await openReady(page);
    await page.getByText("Container", { exact: true }).click();
    await page.getByRole("textbox", { name: "Image" }).fill(image);
    const script = "/bin/sh -c 'echo up; echo kept > /tmp/note; sleep 1000'";
    await page.getByRole("textbox", { name: "Arguments" }).fill(script);
    await expect(page.getByRole("region", { name: "Your match" })).toContainText("drydock", {
      timeout: 60_000,
    });
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(lease.getByRole("log")).toContainText("up");
    await lease.getByRole("link", { name: "Open the lease" }).click();
  });

  await test.step("runs two programs in it", async () => {
    const line = beside.getByRole("textbox", { name: "Run a program in the container" });
    const answers = beside.getByRole("list", { name: "Programs that were run in it" }).getByRole("listitem");
    await line.fill("cat /tmp/note");
    await line.press("Enter");
    await expect(answers.first()).toContainText("kept");
    await expect(answers.first()).toContainText("Done");
    await line.fill("ls /none");
    await beside.getByRole("button", { name: "Run it there" }).click();
    await expect(answers).toHaveCount(2);
    await expect(answers.first()).toContainText("No such file");
    await expect(answers.first()).toContainText("Exit code 1");
    await expectSound(page);
  });

  await test.step("stops it, and what was said stays", async () => {
    await lease.getByRole("button", { name: "Stop it" }).click();
    await expect(lease).toContainText("Cancelled by customer");
    await expect(beside.getByRole("textbox")).toHaveCount(0);
    await expect(beside).toContainText("kept");
  });
});
