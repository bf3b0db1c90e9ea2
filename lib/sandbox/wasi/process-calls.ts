import { RunStop } from "@/lib/sandbox/run-stop";
import { errno, refuse } from "./errno";
import type { HostContext } from "./host-context";
import type { WasiCalls } from "./signatures";

const clockIds = { realtime: 0, threadCpu: 3 };
const randomBytesMax = 1 << 20;

type ProcessCalls = Pick<
  WasiCalls,
  | "args_get"
  | "args_sizes_get"
  | "environ_get"
  | "environ_sizes_get"
  | "clock_res_get"
  | "clock_time_get"
  | "random_get"
  | "sched_yield"
  | "proc_exit"
  | "proc_raise"
  | "sock_accept"
  | "sock_recv"
  | "sock_send"
  | "sock_shutdown"
>;

/** Arguments, environment, time, randomness and the end. */
export function processCalls(host: HostContext): ProcessCalls {
  const notSupported = () => refuse(errno.notSupported);
  return {
    args_get: (list, texts) => writeTexts(host, host.args, list, texts),
    args_sizes_get: (count, bytes) => writeSizes(host, host.args, count, bytes),
    environ_get: (list, texts) => writeTexts(host, host.env, list, texts),
    environ_sizes_get: (count, bytes) => writeSizes(host, host.env, count, bytes),
    clock_res_get: (id, result) => {
      if (id > clockIds.threadCpu) refuse(errno.invalid);
      host.memory.setU64(result, 1n);
    },
    clock_time_get: (id, _precision, result) => {
      if (id > clockIds.threadCpu) refuse(errno.invalid);
      const { clock } = host;
      host.memory.setU64(result, id === clockIds.realtime ? clock.wallNs() : clock.monotonicNs());
    },
    random_get: (at, length) => {
      if (length > randomBytesMax) refuse(errno.invalid);
      host.payForBytes(length);
      host.random.fill(host.memory.bytes(at, length));
    },
    sched_yield: () => {},
    proc_exit: (code) => {
      throw new RunStop("exit", code);
    },
    // No handlers exist, so every signal ends the process, as a shell would report it.
    proc_raise: (signal) => {
      throw new RunStop("exit", 128 + (signal & 0x7f));
    },
    // A workload has no network: there is nothing that a socket could be.
    sock_accept: notSupported,
    sock_recv: notSupported,
    sock_send: notSupported,
    sock_shutdown: notSupported,
  };
}

function writeTexts({ memory }: HostContext, texts: readonly Uint8Array[], list: number, at: number): void {
  let next = at;
  texts.forEach((text, i) => {
    memory.setU32(list + i * 4, next);
    memory.set(next, text);
    next += text.length;
  });
}

function writeSizes(
  { memory }: HostContext,
  texts: readonly Uint8Array[],
  count: number,
  bytes: number,
): void {
  memory.setU32(count, texts.length);
  memory.setU32(
    bytes,
    texts.reduce((sum, text) => sum + text.length, 0),
  );
}
