import { CallRefused, errno, refuse, type Errno } from "./errno";
import type { HostContext } from "./host-context";
import type { WasiCalls } from "./signatures";

const eventTypes = { clock: 0, read: 1, write: 2 } as const;
const subscriptionBytes = 48;
const eventBytes = 32;
const subscriptionsMax = 1024;
const absolute = 1;

type Subscription = { userdata: bigint; type: number; fd: number; wakesInNs: bigint };

/** Waiting. Files and streams are always ready, and time passes at once, so nothing ever waits. */
export function pollCalls(host: HostContext): Pick<WasiCalls, "poll_oneoff"> {
  return {
    poll_oneoff: (subscriptions, events, count, result) => {
      if (count === 0 || count > subscriptionsMax) refuse(errno.invalid);
      host.memory.bytes(events, count * eventBytes);
      const asked = Array.from({ length: count }, (_, i) =>
        readSubscription(host, subscriptions + i * subscriptionBytes),
      );
      const ready = asked.filter(({ type }) => type !== eventTypes.clock);
      const happened = ready.length > 0 ? ready : sleepToFirst(host, asked);
      happened.forEach((event, i) => writeEvent(host, events + i * eventBytes, event));
      host.memory.setU32(result, happened.length);
    },
  };
}

function readSubscription({ memory, clock }: HostContext, at: number): Subscription {
  const type = memory.u8(at + 8);
  if (type > eventTypes.write) refuse(errno.invalid);
  const isClock = type === eventTypes.clock;
  const timeout = isClock ? memory.u64(at + 24) : 0n;
  const isAbsolute = isClock && (memory.u16(at + 40) & absolute) !== 0;
  const now = memory.u32(at + 16) === 0 ? clock.wallNs() : clock.monotonicNs();
  const wakesInNs = !isAbsolute ? timeout : timeout > now ? timeout - now : 0n;
  return { userdata: memory.u64(at), type, fd: memory.u32(at + 16), wakesInNs };
}

function sleepToFirst({ clock }: HostContext, asked: readonly Subscription[]): Subscription[] {
  const first = asked.reduce(
    (least, { wakesInNs }) => (wakesInNs < least ? wakesInNs : least),
    asked[0]!.wakesInNs,
  );
  clock.sleep(first);
  return asked.filter(({ wakesInNs }) => wakesInNs === first);
}

function writeEvent(host: HostContext, at: number, { userdata, type, fd }: Subscription): void {
  const { memory } = host;
  memory.bytes(at, eventBytes).fill(0);
  memory.setU64(at, userdata);
  memory.setU16(at + 8, type === eventTypes.clock ? errno.success : stateOf(host, fd));
  memory.setU8(at + 10, type);
  memory.setU64(at + 16, 1n);
}

function stateOf(host: HostContext, fd: number): Errno {
  try {
    host.open.get(fd);
    return errno.success;
  } catch (error) {
    if (error instanceof CallRefused) return error.errno;
    throw error;
  }
}
