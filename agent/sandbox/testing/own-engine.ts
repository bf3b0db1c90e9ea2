import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { nodeMachine } from "@/agent/node-machine";
import { EngineClient } from "@/agent/sandbox/container/engine-client";
import { describeEngine, type Engine } from "@/agent/sandbox/container/find-engine";
import { findImage } from "@/agent/sandbox/container/find-image";
import { tryEngine, type TriedEngine } from "@/agent/sandbox/container/try-engine";
import { openOwnRegistry, type OwnRegistry } from "./own-registry";

const run = promisify(execFile);

/** The engines that tests know how to start, each with Debian's packages. */
export const ownEngines = {
  podman: {
    needs: ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/conmon", "/usr/bin/busybox"],
    packages: "podman runc conmon busybox-static",
    start: startPodman,
  },
  docker: {
    needs: ["/usr/sbin/dockerd", "/usr/bin/containerd", "/usr/sbin/runc", "/usr/bin/busybox"],
    packages: "docker.io busybox-static",
    start: startDocker,
  },
  gvisor: {
    needs: ["/usr/sbin/dockerd", "/usr/bin/containerd", "/usr/bin/runsc", "/usr/bin/busybox"],
    packages: "docker.io runsc busybox-static",
    start: (folder: string, host: string) => startDocker(folder, host, true),
  },
};
export type OwnEngineName = keyof typeof ownEngines;

/** What the GPUs would be called that Docker is told of: see `standInForNvidia`. */
const ownGpus = ["GPU-one", "GPU-two"].map((id) => ({ id, model: "none", memoryMib: 1 }));

export type OwnEngine = {
  tried: Exclude<TriedEngine, { missing: string }>;
  /** An image with a shell and the usual commands, by its digest. */
  image: string;
  secretImage: string;
  close: () => Promise<void>;
};

type Started = { socket: string; stop: () => Promise<void> };

/**
 * A container engine for tests, with folders of its own, so that nothing of the machine's own engine is
 * touched, and a registry that it has an image from. Gives the reason where none can run.
 */
export async function openOwnEngine(name: OwnEngineName): Promise<OwnEngine | { missing: string }> {
  const { needs, packages, start } = ownEngines[name];
  const absent = needs.filter((path) => !existsSync(path));
  if (absent.length > 0) return { missing: `${absent.join(", ")} not installed (apt install ${packages})` };
  if (process.getuid?.() !== 0) return { missing: "the tests start an engine of their own only as root" };
  const folder = await mkdtemp(join(tmpdir(), "ambit-engine-"));
  let [started, registry]: [Started | undefined, OwnRegistry | undefined] = [undefined, undefined];
  const close = async () => {
    if (started) await removeAll(new EngineClient(started.socket));
    await started?.stop();
    await registry?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    registry = await openOwnRegistry(await rootArchive(folder));
    started = await start(folder, registry.host);
    const engine = await whenItAnswers(started.socket);
    const tried = await tryEngine(engine, {
      clock: nodeMachine,
      agent: "tests",
      gpus: name === "podman" ? [] : ownGpus,
    });
    if ("missing" in tried) throw new Error(tried.missing);
    if (name === "gvisor" && !tried.engine.gvisor) throw new Error(tried.warnings.join(" "));
    await findImage(engine, registry.image);
    const { image, secretImage } = registry;
    return { tried, image, secretImage, close };
  } catch (error) {
    await close();
    return {
      missing: `${name} does not work here: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** What a test left running would outlive its engine. */
async function removeAll(client: EngineClient): Promise<void> {
  const found = await client.call("GET", "/containers/json", { query: { all: "true" } }).catch(() => []);
  for (const { Id } of found as { Id: string }[])
    await client.call("DELETE", `/containers/${Id}`, { query: { force: "true" } }).catch(() => undefined);
}

async function whenItAnswers(socket: string): Promise<Engine> {
  for (let tries = 0; ; tries++)
    try {
      return await describeEngine(new EngineClient(socket));
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(100);
    }
}

async function startPodman(folder: string, registryHost: string): Promise<Started> {
  const podman = [
    `--root=${join(folder, "root")}`,
    `--runroot=${join(folder, "run")}`,
    "--runtime=/usr/sbin/runc",
    "--cgroup-manager=cgroupfs",
  ];
  const registries = join(folder, "registries.conf");
  await writeFile(registries, `[[registry]]\nlocation = "${registryHost}"\ninsecure = true\n`);
  const socket = join(folder, "engine.sock");
  const service = spawn("podman", [...podman, "system", "service", "--time=0", `unix://${socket}`], {
    stdio: "ignore",
    // conmon writes where it was started that the kernel killed for memory.
    cwd: folder,
    env: { ...process.env, CONTAINERS_REGISTRIES_CONF: registries },
  });
  const stop = async () => {
    await ended(service);
    await run("podman", [...podman, "rm", "--all", "--force", "--time", "0"]).catch(() => undefined);
    await run("umount", ["-R", join(folder, "root", "overlay")]).catch(() => undefined);
  };
  return { socket, stop };
}

/** containerd on its own, because one that dockerd starts does not come back after it was killed. */
async function startDocker(folder: string, _registryHost: string, withGvisor = false): Promise<Started> {
  const at = (name: string) => join(folder, name);
  // This build of gVisor has no faster way to follow its programs that runs everywhere.
  const gvisor = { runsc: { path: "/usr/bin/runsc", runtimeArgs: ["--platform=ptrace", "--network=none"] } };
  await writeFile(at("daemon.json"), JSON.stringify(withGvisor ? { runtimes: gvisor } : {}));
  const containerd = spawn(
    "/usr/bin/containerd",
    ["--address", at("containerd.sock"), "--root", at("containerd"), "--state", at("containerd-state")],
    { stdio: "ignore" },
  );
  for (let tries = 0; tries < 200 && !existsSync(at("containerd.sock")); tries++) await sleep(50);
  await standInForNvidia(at("bin"));
  const dockerd = spawn(
    "/usr/sbin/dockerd",
    [
      `--containerd=${at("containerd.sock")}`,
      `--data-root=${at("data")}`,
      `--exec-root=${at("exec")}`,
      `--pidfile=${at("pid")}`,
      `--host=unix://${at("engine.sock")}`,
      `--config-file=${at("daemon.json")}`,
      "--bridge=none",
      "--iptables=false",
      "--ip6tables=false",
      "--ip-forward=false",
      "--ip-masq=false",
      "--userland-proxy=false",
    ],
    { stdio: "ignore", env: { ...process.env, PATH: `${at("bin")}:${process.env.PATH}` } },
  );
  const stop = async () => {
    // It takes its containers down with it, which containerd must still be there for.
    await ended(dockerd, "SIGTERM");
    await ended(containerd, "SIGTERM");
    for (const mount of await mountsUnder(folder))
      await run("umount", ["--lazy", mount]).catch(() => undefined);
  };
  return { socket: at("engine.sock"), stop };
}

/**
 * Docker gives GPUs to containers where NVIDIA's hook is installed, which it runs before each and tells the
 * GPUs in a variable. This one does nothing: what the engine was asked for is seen all the same.
 */
async function standInForNvidia(folder: string): Promise<void> {
  await mkdir(folder);
  const hook = join(folder, "nvidia-container-runtime-hook");
  await writeFile(hook, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
}

async function mountsUnder(folder: string): Promise<string[]> {
  const table = await readFile("/proc/self/mounts", "utf8");
  const places = table.split("\n").map((line) => line.split(" ")[1] ?? "");
  return places.filter((place) => place.startsWith(folder)).reverse();
}

async function ended(service: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const closed = once(service, "close");
  service.kill(signal);
  await closed;
}

/** The files of the tests' image: busybox under all its names. */
async function rootArchive(folder: string): Promise<Buffer> {
  const [files, archive] = [join(folder, "files"), join(folder, "base.tar")];
  await mkdir(join(files, "bin"), { recursive: true });
  await mkdir(join(files, "tmp"));
  // As in every image: Podman gives a fresh file system at a place the mode that the image has there.
  await chmod(join(files, "tmp"), 0o1777);
  await copyFile("/usr/bin/busybox", join(files, "bin", "busybox"));
  const { stdout: applets } = await run("/usr/bin/busybox", ["--list"]);
  for (const name of applets.trim().split("\n"))
    if (name !== "busybox") await symlink("busybox", join(files, "bin", name));
  await run("tar", ["-C", files, "-cf", archive, "."]);
  return readFile(archive);
}
