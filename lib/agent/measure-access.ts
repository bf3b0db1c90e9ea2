/**
 * The best of five round trips to a gateway, in microseconds; 0 when none was answered. The nearest thing to
 * the device's last mile that it can see alone.
 */
export async function measureAccess(gateway: string, monotonicMs: () => number): Promise<number> {
  // One small answer, whole.
  const trip = async () => (await fetch(new URL("/api/sign-in", gateway))).arrayBuffer();
  const trips: number[] = [];
  for (let at = 0; at < 5; at++) {
    const sentMs = monotonicMs();
    const answered = await trip().then(
      () => true,
      () => false,
    );
    if (answered) trips.push(monotonicMs() - sentMs);
  }
  return trips.length > 0 ? Math.round(Math.min(...trips) * 1000) : 0;
}
