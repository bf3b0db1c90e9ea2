import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "@/lib/sandbox/testing/random";
import { isAlive } from "@/scripts/market/home";
import { victims, type MarketUnderTest, type Victim } from "./market-under-test";

/** Kills one process after the other with SIGKILL, drawn by seed, until the signal aborts. Returns how often each was hit. */
export async function killProcesses(
  market: MarketUnderTest,
  {
    random,
    everyMs,
    signal,
    among = victims,
  }: { random: Random; everyMs: number; signal: AbortSignal; among?: readonly Victim[] },
): Promise<Map<Victim, number>> {
  const kills = new Map<Victim, number>();
  for (;;) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    const victim = random.pick(among);
    if (kill(market, victim)) kills.set(victim, (kills.get(victim) ?? 0) + 1);
  }
}

/** False when the victim is down already and its supervisor has not started it again. */
function kill(market: MarketUnderTest, victim: Victim): boolean {
  try {
    const pid = market.pidOf(victim);
    if (!isAlive(pid)) return false;
    process.kill(pid, "SIGKILL");
    return true;
  } catch (error) {
    // Between a death and the next start there is no file with its number.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
