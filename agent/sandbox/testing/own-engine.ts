import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { EngineClient } from "@/agent/sandbox/container/engine-client";
import type { Engine } from "@/agent/sandbox/container/find-engine";

const run = promisify(execFile);
const needed = ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/conmon", "/usr/bin/busybox"];

export type OwnEngine = {
  engine: Engine;
  /** An image with a shell and the usual commands, by its digest. */
  image: string;
  close: () => Promise<void>;
};

/**
 * A container engine for tests, with folders of its own, so that nothing of the machine's own engine is
 * touched. Gives the reason where none can run.
 */
export async function openOwnEngine(): Promise<OwnEngine | { missing: string }> {
  const absent = needed.filter((path) => !existsSync(path));
  if (absent.length > 0)
    return {
      missing: `${absent.join(", ")} not installed (apt install podman runc conmon busybox-static)`,
    };
  if (process.getuid?.() !== 0) return { missing: "the tests start an engine of their own only as root" };
  const folder = await mkdtemp(join(tmpdir(), "ambit-engine-"));
  const podman = [
    `--root=${join(folder, "root")}`,
    `--runroot=${join(folder, "run")}`,
    "--runtime=/usr/sbin/runc",
    "--cgroup-manager=cgroupfs",
  ];
  const socket = join(folder, "engine.sock");
  const service = spawn("podman", [...podman, "system", "service", "--time=0", `unix://${socket}`], {
    stdio: "ignore",
  });
  const close = async () => {
    service.kill("SIGKILL");
    if (service.exitCode === null && service.signalCode === null) await once(service, "close");
    await run("podman", [...podman, "rm", "--all", "--force", "--time", "0"]).catch(() => undefined);
    await run("umount", ["-R", join(folder, "root", "overlay")]).catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const image = await importImage(folder, podman);
    const client = new EngineClient(socket);
    for (let tries = 0; tries < 200 && !existsSync(socket); tries++) await sleep(50);
    await client.call("GET", "/version");
    await tryOne(podman, image);
    return { engine: { client, version: "Podman of the tests", isPodman: true }, image, close };
  } catch (error) {
    await close();
    return {
      missing: `podman does not work here: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** A machine may have an engine and forbid what it needs. */
async function tryOne(podman: string[], image: string): Promise<void> {
  const limits = ["--memory=64m", "--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"];
  await run("podman", [...podman, "run", "--rm", "--network=none", ...limits, image, "/bin/true"]);
}

async function importImage(folder: string, podman: string[]): Promise<string> {
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
  await run("podman", [...podman, "import", "--quiet", archive, "localhost/ambit-test:latest"]);
  const format = "{{index .RepoDigests 0}}";
  const { stdout } = await run("podman", [
    ...podman,
    "image",
    "inspect",
    "--format",
    format,
    "localhost/ambit-test",
  ]);
  return stdout.trim();
}
