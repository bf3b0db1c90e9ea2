import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { nodeMachine } from "@/agent/node-machine";
import { sha256 } from "@/agent/sandbox/run-record";
import {
  openOwnEngine,
  ownEngines,
  type OwnEngine,
  type OwnEngineName,
} from "@/agent/sandbox/testing/own-engine";
import { runOnce, start } from "@/agent/sandbox/testing/run-once";
import type { LogChunk, SandboxRun } from "@/agent/sandbox/driver";
import { limitsOf, type SandboxLimits } from "@/lib/sandbox/limits";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import { EngineDriver } from "./container-driver";
import { EngineClient } from "./engine-client";
import { importSmallestImage } from "./smallest-image";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const opened = new Map<OwnEngineName, OwnEngine | { missing: string }>();
beforeAll(async () => {
  for (const name of names) opened.set(name, await openOwnEngine(name));
});
afterAll(async () => {
  for (const own of opened.values()) if ("close" in own) await own.close();
});

const names = Object.keys(ownEngines) as OwnEngineName[];
type On = { driver: EngineDriver; engine: OwnEngine; name: OwnEngineName };

/** A test of the real driver on each real engine; where there is none it is skipped, and says why. */
function testOnEngines(title: string, run: (on: On) => Promise<void>) {
  test.for(names)(`${title} (%s)`, async (name, { skip }) => {
    const own = opened.get(name)!;
    if ("missing" in own) return skip(own.missing);
    await run({ driver: driverOf(own, title), engine: own, name });
  });
}

const driverOf = ({ tried }: OwnEngine, agent: string) =>
  new EngineDriver({
    tried,
    clock: nodeMachine,
    agent: sha256(Buffer.from(agent)),
  });

const limits = limitsOf({ memoryMib: 64, diskMib: 16, wallMs: 60_000 });

function shell(
  image: string,
  script: string,
  changes: Partial<Omit<ContainerRun, "limits">> & { limits?: Partial<SandboxLimits> } = {},
): ContainerRun {
  return {
    kind: "container",
    image,
    command: ["/bin/sh", "-c", script],
    args: [],
    env: {},
    input: new Uint8Array(),
    cpuMillis: 1000,
    gpus: 0,
    ...changes,
    limits: { ...limits, ...changes.limits },
  };
}

describe("a run", () => {
  testOnEngines("says how well it is kept apart", async ({ driver, engine, name }) => {
    const { available, grade, warnings } = await driver.probe();
    expect({ available, grade }).toEqual({ available: true, grade: name === "gvisor" ? 3 : 2 });
    expect(warnings.some((text) => text.includes("gets none"))).toBe(name === "gvisor");
    // gVisor's kernel says that it is one; the machine's own does not.
    const { out } = await runOnce(driver, shell(engine.image, "dmesg 2>/dev/null | head -5"));
    expect(out.includes("gVisor")).toBe(name === "gvisor");
  });

  testOnEngines(
    "loses no output, however short it is and whatever it leaves unread",
    async ({ driver, engine }) => {
      const [empty, unread] = [new Uint8Array(), new Uint8Array(100_000)];
      const several = async (input: Uint8Array) => {
        const heard: string[] = [];
        for (let times = 0; times < 5; times++) {
          const { end, exitCode, out, err } = await runOnce(
            driver,
            shell(engine.image, "echo tried", { input }),
          );
          heard.push([end, exitCode, out, err].join(" "));
        }
        return heard;
      };
      const heard = await Promise.all([empty, unread, empty, unread].map(several));
      expect(new Set(heard.flat())).toEqual(new Set(["exit 0 tried\n "]));
    },
  );

  testOnEngines("that is over before anybody listens is heard to its end", async ({ driver, engine }) => {
    for (let times = 0; times < 5; times++)
      expect(await runOnce(driver, shell(engine.image, "", { command: ["/bin/true"] }))).toMatchObject({
        end: "exit",
        exitCode: 0,
        out: "",
      });
  });

  testOnEngines(
    "reads its input, writes both streams, and ends with its code",
    async ({ driver, engine }) => {
      const run = shell(engine.image, 'read line; echo "$line $NAME $1"; echo no >&2; exit 3', {
        args: ["sh", "first"],
        env: { NAME: "env" },
        input: new TextEncoder().encode("given\nand more"),
      });
      expect(await runOnce(driver, run)).toMatchObject({
        end: "exit",
        exitCode: 3,
        fuelUsed: null,
        out: "given env first\n",
        err: "no\n",
        stdout: { byteLength: 16, sha256: sha256(Buffer.from("given env first\n")) },
      });
    },
  );

  testOnEngines("is heard while it goes on, and is stopped", async ({ driver, engine }) => {
    const { run, heard } = await start(driver, shell(engine.image, "echo begun; sleep 1000"));
    await heard("stdout", "begun");
    expect((await run.stats()).outputBytes).toBe(6);
    run.stop();
    run.stop();
    expect(await run.collect()).toMatchObject({ end: "stopped", exitCode: null });
    await run.destroy();
    await run.destroy();
  });

  testOnEngines("keeps every byte of much output, in order", async ({ driver, engine }) => {
    const { out, stdout } = await runOnce(driver, shell(engine.image, "seq 1 200000"));
    const wanted = Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join("");
    expect(stdout.byteLength).toBe(wanted.length);
    expect(out === wanted).toBe(true);
  });
});

/** An engine that cannot always remove a container. */
class FailingClient extends EngineClient {
  removes = true;

  override async call(...[method, path, ask]: Parameters<EngineClient["call"]>): Promise<unknown> {
    if (method === "DELETE" && !this.removes) throw new Error("no space left");
    return super.call(method, path, ask);
  }
}

describe("GPUs", () => {
  testOnEngines(
    "go to one container each, and on to the next when it is gone",
    async ({ driver, engine }) => {
      if (engine.tried.gpus.length === 0) return expect(await gpusSeen(driver, engine, 1)).toBe("refused");
      expect(engine.tried.gpus).toHaveLength(2);
      const holding = await (
        await driver.prepare(shell(engine.image, "sleep 1000", { gpus: 1 }))
      ).start({ leaseId: "first", epoch: 1, deadlineMs: performance.now() + 60_000 }, () => {});
      expect(await gpusSeen(driver, engine, 1)).toBe(engine.tried.gpus[1]!.id);
      expect(await gpusSeen(driver, engine, 2)).toBe("refused");
      await holding.destroy();
      expect(await gpusSeen(driver, engine, 2)).toBe(
        engine.tried.gpus
          .map(({ id }) => id)
          .toSorted()
          .join(","),
      );
      expect(await gpusSeen(driver, engine, 0)).toBe("void");
      expect(await gpusSeen(driver, engine, 3)).toBe("refused");
    },
  );

  testOnEngines("of a container that could not be removed are given when it can be", async ({ engine }) => {
    const [gpu] = engine.tried.gpus;
    if (!gpu) return;
    const client = new FailingClient(engine.tried.engine.client.socketPath);
    const driver = new EngineDriver({
      tried: { ...engine.tried, engine: { ...engine.tried.engine, client }, gpus: [gpu] },
      clock: nodeMachine,
      agent: sha256(Buffer.from("not removed")),
    });
    const { run } = await start(driver, shell(engine.image, "true", { gpus: 1 }));
    await run.collect();
    client.removes = false;
    await expect(run.destroy()).rejects.toThrow("no space left");
    expect(await gpusSeen(driver, engine, 1)).toBe("refused");
    client.removes = true;
    expect(await gpusSeen(driver, engine, 1)).toBe(gpu.id);
  });

  /** What the engine says to a container of its GPUs. */
  const gpusSeen = (driver: EngineDriver, { image }: OwnEngine, gpus: number) =>
    runOnce(driver, shell(image, 'echo "$NVIDIA_VISIBLE_DEVICES"', { gpus })).then(
      ({ out }) => out.trim().split(",").toSorted().join(","),
      () => "refused",
    );
});

describe("limits", () => {
  testOnEngines("wall time", async ({ driver, engine }) => {
    const run = shell(engine.image, "while :; do :; done", { limits: { wallMs: 500 } });
    expect(await runOnce(driver, run)).toMatchObject({ end: "wall-limit", exitCode: null });
  });

  testOnEngines("output", async ({ driver, engine }) => {
    const run = shell(engine.image, "yes", { limits: { outputBytes: 100_000 } });
    expect(await runOnce(driver, run)).toMatchObject({
      end: "output-limit",
      stdout: { byteLength: 100_000 },
    });
  });

  testOnEngines("memory", async ({ driver, engine }) => {
    // Podman 4 does not tell that the kernel killed for memory: the code of the signal is all there is.
    const { end, exitCode } = await runOnce(driver, shell(engine.image, "tail /dev/zero"));
    expect([end, end === "exit" ? exitCode : null]).toEqual(
      end === "exit" ? ["exit", 137] : ["memory-limit", null],
    );
  });

  testOnEngines(
    "processes: a fork bomb runs into its limit and is gone with its container",
    async ({ driver, engine, name }) => {
      const run = shell(engine.image, "for i in $(seq 1 300); do sleep 100 & done; echo all", {
        limits: { wallMs: 3_000 },
      });
      const { out, err, end, exitCode } = await runOnce(driver, run);
      expect(out).not.toContain("all");
      // A kernel of its own dies of it, and takes nothing with it but its container.
      if (name === "gvisor") expect({ end, exitCode }).not.toEqual({ end: "exit", exitCode: 0 });
      else expect(err).toContain("can't fork");
    },
  );

  testOnEngines("disk: a small place that nothing is executed from", async ({ driver, engine }) => {
    const script =
      "dd if=/dev/zero of=/tmp/a bs=1M count=64 2>&1 | tail -1; cp /bin/busybox /tmp/b; /tmp/b true || echo refused";
    const { out, err } = await runOnce(driver, shell(engine.image, script, { limits: { memoryMib: 256 } }));
    expect(out + err).toMatch(/No space left/);
    expect(out).toContain("refused");
  });
});

describe("a program beside it", () => {
  testOnEngines("runs inside the container, and behind its walls", async ({ driver, engine }) => {
    const { run } = await start(driver, shell(engine.image, "echo here > /tmp/note; sleep 1000"));
    const exec = async (...command: string[]) => {
      const { stdout, stderr, ...ended } = await run.exec!(command);
      return { ...ended, out: atob(stdout), err: atob(stderr) };
    };
    const told = { truncated: false, detail: null };
    await vi.waitUntil(async () => (await exec("cat", "/tmp/note")).out === "here\n", { timeout: 30_000 });
    expect(await exec("/bin/sh", "-c", "echo said; echo cried >&2; exit 3")).toEqual({
      ...told,
      exitCode: 3,
      out: "said\n",
      err: "cried\n",
    });
    const walls = "id -u; grep -E 'CapEff|NoNewPrivs' /proc/self/status | tr -s '\\t ' ' '; touch /x 2>&1";
    const { out } = await exec("/bin/sh", "-c", walls);
    expect(out).toMatch(/^65534\n/);
    expect(out).toMatch(/CapEff: 0+\n/);
    expect(out).not.toContain("NoNewPrivs: 0");
    expect(out).toMatch(/Read-only|Permission denied/);
    const much = await exec("/bin/sh", "-c", "yes | head -c 300000");
    expect(much).toMatchObject({ exitCode: 0, truncated: true });
    expect(much.out.length).toBe(64 * 1024);
    expect((await exec("/bin/none")).exitCode).not.toBe(0);
    await run.destroy();
    expect(await exec("true")).toMatchObject({ exitCode: null, detail: expect.stringMatching(/.+/) });
  });
});

describe("what a container may not", () => {
  testOnEngines("none of it works", async ({ driver, engine }) => {
    const attempts: Record<string, string> = {
      "write to its root": "touch /x",
      mount: "mount -t tmpfs none /tmp",
      chroot: "chroot / true",
      "use a device that it made": "mknod /tmp/d c 1 1 && head -c 1 /tmp/d",
      "read the kernel's memory": "head -c 1 /proc/kcore",
      "ask the kernel for anything": "echo b > /proc/sysrq-trigger",
      "see another network than its own": "ip link | grep -v lo: | grep -q mtu",
      "reach the metadata of a cloud": "wget -T 2 -O - http://169.254.169.254/",
      "be root": 'test "$(id -u)" = 0',
      "have a privilege": "grep -q 'CapEff:.*[1-9a-f]' /proc/self/status",
      "gain a privilege": "grep -q 'NoNewPrivs:.*0' /proc/self/status",
      "call without a filter": "grep -q 'Seccomp:.*0' /proc/self/status",
      "see the machine's processes": "test -d /proc/4000 || test $(ls -d /proc/[0-9]* | wc -l) -gt 20",
    };
    const script = Object.entries(attempts)
      .map(([name, command]) => `(${command}) >/dev/null 2>&1 && echo '${name}'`)
      .join("\n");
    const { out, end } = await runOnce(driver, shell(engine.image, `${script}\necho tried`));
    expect([end, out]).toEqual(["exit", "tried\n"]);
  });
});

testOnEngines("an engine that is tried again keeps one image for it", async ({ engine: { tried } }) => {
  const { client } = tried.engine;
  const images = async () => ((await client.call("GET", "/images/json")) as { Id: string }[]).length;
  const before = await images();
  await importSmallestImage({ client });
  expect(await images()).toBe(before);
});

describe("what is refused before it starts", () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error & { code?: string }) =>
        error.code === "SANDBOX_FAILED" ? error.message : (error.code ?? error.message),
    );

  testOnEngines(
    "a tag, an image that does not exist or is kept from us, a command that the image does not have",
    async ({ driver, engine }) => {
      const unknown = engine.image.replace(/[0-9a-f]{64}$/, "0".repeat(64));
      expect(await refusal(driver.prepare(shell("localhost/ambit-test:latest", "true")))).toBe(
        "WORKLOAD_UNSUPPORTED",
      );
      expect(await refusal(driver.prepare(shell(unknown, "true")))).toBe("IMAGE_NOT_FOUND");
      expect(await refusal(driver.prepare(shell(engine.secretImage, "true")))).toBe("REGISTRY_AUTH");
      expect(await refusal(start(driver, shell(engine.image, "", { command: ["/bin/none"] })))).toBe(
        "WORKLOAD_UNSUPPORTED",
      );
    },
  );

  testOnEngines("one lease a second time: the engine itself knows its name", async ({ driver, engine }) => {
    const terms = { leaseId: "twice", epoch: 1, deadlineMs: performance.now() + 60_000 };
    const sleeping = shell(engine.image, "sleep 1000");
    const first = await (await driver.prepare(sleeping)).start(terms, () => {});
    expect(await refusal((await driver.prepare(sleeping)).start(terms, () => {}))).not.toBe("none");
    const next = await (await driver.prepare(sleeping)).start({ ...terms, epoch: 2 }, () => {});
    await Promise.all([first.destroy(), next.destroy()]);
  });
});

describe("an agent that was restarted", () => {
  testOnEngines("finds its container, and the log goes on exactly where it was", async ({ engine }) => {
    const [before, after] = [driverOf(engine, "restarted"), driverOf(engine, "restarted")];
    const run = shell(
      engine.image,
      "for i in $(seq 1 30); do printf 'line %s \\377\\n' $i; sleep 0.1; done; exit 4",
    );
    const terms = { leaseId: "adopted", epoch: 2, deadlineMs: performance.now() + 60_000 };
    const kept: Buffer[] = [];
    const first = await (
      await before.prepare(run)
    ).start(terms, ({ bytes }) => kept.push(Buffer.from(bytes)));
    await vi.waitUntil(() => Buffer.concat(kept).includes("line 5"), { timeout: 30_000 });
    // The agent dies here: what it had kept until now is all that it knows.
    const offset = Buffer.concat(kept).length;
    const more: LogChunk[] = [];
    const adopted = await after.adopt([
      {
        leaseId: terms.leaseId,
        epoch: terms.epoch,
        input: run,
        sink: (chunk) => more.push(chunk),
        offsets: { stdout: offset, stderr: 0 },
      },
    ]);
    expect(adopted).toHaveLength(1);
    const outcome = await adopted[0]!.collect();
    expect(outcome).toMatchObject({ end: "exit", exitCode: 4 });
    expect(more[0]!.offset).toBe(offset);
    const text = Buffer.concat([Buffer.concat(kept).subarray(0, offset), ...more.map(({ bytes }) => bytes)]);
    // With a byte that is no text: logs that are kept as JSON would change it.
    expect(text.toString("latin1")).toBe(
      Array.from({ length: 30 }, (_, i) => `line ${i + 1} \u00ff\n`).join(""),
    );
    // Its hash is of the whole stream, also of what the first agent had read.
    expect(outcome.stdout).toEqual({ byteLength: text.length, sha256: sha256(text) });
    await adopted[0]!.destroy();
    await first.collect();
  });

  testOnEngines("destroys what carries its mark and is no lease of its", async ({ engine }) => {
    const [before, after] = [driverOf(engine, "forgets"), driverOf(engine, "forgets")];
    const other = driverOf(engine, "another agent");
    const begin = async (driver: EngineDriver, leaseId: string): Promise<SandboxRun> => {
      const prepared = await driver.prepare(shell(engine.image, "sleep 1000"));
      return await prepared.start({ leaseId, epoch: 1, deadlineMs: performance.now() + 60_000 }, () => {});
    };
    const [forgotten, foreign] = [await begin(before, "forgotten"), await begin(other, "foreign")];
    expect(await after.adopt([])).toEqual([]);
    await forgotten.collect();
    expect((await foreign.stats()).outputBytes).toBe(0);
    await foreign.destroy();
  });
});

test("a machine without an engine says so and takes nothing", async () => {
  const driver = new EngineDriver({
    tried: { missing: "none is here" },
    clock: nodeMachine,
    agent: "x",
  });
  expect(await driver.probe()).toMatchObject({ available: false, warnings: ["none is here"] });
  await expect(driver.prepare(shell(`a@sha256:${"0".repeat(64)}`, "true"))).rejects.toMatchObject({
    code: "SANDBOX_FAILED",
  });
});
