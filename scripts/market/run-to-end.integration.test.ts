import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { isAlive } from "./home";
import { runToEnd } from "./run-to-end";

test("what is run to its end does not outlive who runs it", async () => {
  const script = `
    import { runToEnd } from "@/scripts/market/run-to-end";
    const says = "console.log(process.pid); setInterval(() => {}, 1000)";
    void runToEnd(process.execPath, ["-e", says], { stdio: ["ignore", "inherit", "ignore"] });
    process.on("SIGTERM", () => process.exit(1));`;
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const runner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(runner.stdout, "data")) as [Buffer];
  const pid = Number(said.toString());
  onTestFinished(() => void (isAlive(pid) && process.kill(pid)));
  // It is open for as long as either of them lives.
  const closed = once(runner.stdout, "close");
  runner.kill();
  await closed;
});

test("its exit code is told", async () => {
  expect(await runToEnd(process.execPath, ["-e", "process.exit(3)"], {})).toBe(3);
  await expect(runToEnd("/no/such/command", [], {})).rejects.toThrow(/ENOENT/);
});
