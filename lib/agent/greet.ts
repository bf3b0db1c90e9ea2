import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { DevicePause } from "@/lib/devices/device-pause";
import type { DeviceReport } from "@/lib/devices/hardware";
import type { Signing } from "@/lib/orders/order-proof";
import type { AgentLog, Machine } from "./machine";

type Greeting = {
  machine: Machine;
  link: ApiClient;
  report: DeviceReport;
  pause: () => DevicePause | null;
  /** Introduces the device to a gateway that does not know it. */
  enrol: () => Promise<void>;
  /** Whether a device that was taken out is wanted back. */
  comesBack: boolean;
  log: AgentLog;
  /** Ends the wait. */
  enough: AbortSignal;
};

/**
 * Says hello; a gateway that does not know the device is introduced to it first. Waits for one that does not
 * answer. Gives what leases are signed for, or null when it was told that it is enough. Throws a refusal.
 */
export async function greet(greeting: Greeting): Promise<Signing | null> {
  const { machine, link, report, pause, enrol, comesBack, log, enough } = greeting;
  for (let failures = 0; !enough.aborted;) {
    try {
      const { chainId, escrow, leases } = await link.agent.hello({ report, pause: pause() });
      log.info({}, "connected");
      return { chainId, contracts: { escrow, leases } };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.code === "DEVICE_UNKNOWN" || (refusal?.code === "DEVICE_RETIRED" && comesBack)) {
        await enrol();
        continue;
      }
      if (refusal) throw refusal;
      log.warn({ failures, error: String(error) }, "the gateway did not answer");
      await machine.sleep(Math.min(250 * 2 ** failures++, 10_000));
    }
  }
  return null;
}
