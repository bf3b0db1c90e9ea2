import type { LeaseKey } from "@/agent/sandbox/driver";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import type { Engine } from "./find-engine";

export const labels = {
  agent: "ambit.agent",
  lease: "ambit.lease",
  epoch: "ambit.epoch",
  gpus: "ambit.gpus",
} as const;

/** One name for one lease and epoch, so that the engine itself refuses to run a lease twice. */
export const containerName = ({ leaseId, epoch }: LeaseKey) => `ambit-${leaseId}-${epoch}`;

/** Nobody: no file of the machine or the image is owned by this user. */
const nobody = "65534:65534";
const pidsMax = 64;
/** gVisor's own kernel counts among a container's processes and in its memory: 75 threads when idle, some 16 MiB. */
const gvisorNeeds = { pids: 192, memoryMib: 16 };
const openFilesMax = 1024;
/** Counted for the user on the whole machine, so it cannot be the limit of one container. */
const processesOfUserMax = 4096;

/** An image may ask for all GPUs in this variable, and where NVIDIA's runtime is the engine's own it would get them. */
const visibleGpus = (gpus: readonly string[]) => ({ NVIDIA_VISIBLE_DEVICES: gpus.join(",") || "void" });

/**
 * What the engine is asked to run: no network, no privileges, a root that is read-only, a small `/tmp` in
 * memory, and a limit on everything. The engine's own seccomp profile stays in force. Where the engine has
 * gVisor, the container has a kernel of its own.
 */
export function hardenedContainer(
  run: ContainerRun,
  lease: LeaseKey,
  { agent, gpus }: { agent: string; gpus: readonly string[] },
  { isPodman, gvisor }: Pick<Engine, "isPodman" | "gvisor">,
): unknown {
  const { limits, command, args } = run;
  const memory = (limits.memoryMib + (gvisor ? gvisorNeeds.memoryMib : 0)) * 2 ** 20;
  return {
    Image: run.image,
    ...(command.length > 0 && { Entrypoint: command }),
    ...((command.length > 0 || args.length > 0) && { Cmd: args }),
    Env: Object.entries({ ...run.env, ...visibleGpus(gpus) }).map(([name, value]) => `${name}=${value}`),
    User: nobody,
    NetworkDisabled: true,
    Tty: false,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Labels: {
      [labels.agent]: agent,
      [labels.lease]: lease.leaseId,
      [labels.epoch]: `${lease.epoch}`,
      [labels.gpus]: gpus.join(","),
    },
    HostConfig: {
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: run.cpuMillis * 1_000_000,
      PidsLimit: pidsMax + (gvisor ? gvisorNeeds.pids : 0),
      ...(gvisor && { Runtime: gvisor }),
      ...(gpus.length > 0 && { DeviceRequests: [{ DeviceIDs: gpus, Capabilities: [["gpu"]] }] }),
      ReadonlyRootfs: true,
      NetworkMode: "none",
      IpcMode: "private",
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Tmpfs: { "/tmp": `rw,noexec,nosuid,nodev,size=${limits.diskMib}m,mode=1777` },
      Ulimits: [
        { Name: "nofile", Soft: openFilesMax, Hard: openFilesMax },
        { Name: "nproc", Soft: processesOfUserMax, Hard: processesOfUserMax },
        { Name: "core", Soft: 0, Hard: 0 },
      ],
      // What an agent that was restarted reads again, byte for byte: Docker's usual "json-file" keeps text only.
      // The run is stopped long before this is full.
      LogConfig: { Type: isPodman ? "k8s-file" : "local", Config: { "max-size": "128m" } },
    },
  };
}
