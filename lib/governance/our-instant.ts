/**
 * An instant of the chain as our own clock will show it. A local chain may have been put forward, and then its dates
 * are further away than they look; what counts is how far they are from the chain's own now.
 */
export function ourInstant(at: string, chainNow: string, ourNow: number): string {
  return new Date(ourNow + Date.parse(at) - Date.parse(chainNow)).toISOString();
}
