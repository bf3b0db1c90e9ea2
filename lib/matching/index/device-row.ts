/**
 * One device as 16 numbers of 32 bits: what the index is built from, loaded into, and compared with.
 * A row is one cache line, so that putting millions of them in another order costs one miss each.
 */
export const rowInts = 16;

/** Where each thing stands in a row. Two halves of a word are named low and high. */
export const row = {
  /** Grid place: x low, y high. */
  xy: 0,
  /** z low, access time in steps high. */
  zAccess: 1,
  cpuMillis: 2,
  memoryMib: 3,
  diskMib: 4,
  vcpuHour: 5,
  gibHour: 6,
  gpuHour: 7,
  /** One bit for each attribute, by its place in `deviceAttributes`. */
  attributes: 8,
  /** Reliability in basis points low, carbon high. */
  reliabilityCarbon: 9,
  /** Kind of GPU low, flags high. */
  gpuKindFlags: 10,
  /** Country low, GPUs in byte 2, unanswered offers in byte 3. */
  countryGpusPending: 11,
} as const;

/** The flags of a device in 16 bits. */
export const flag = {
  /** Bits 0 to 3, one for each kind of workload, by its place in `runnables`. */
  runs: 0,
  /** Bits 4 and 5. */
  grade: 4,
  /** Bits 6 to 9. */
  tier: 6,
  /** Bits 10 and 11: 0 offline, 1 draining, 2 online. */
  state: 10,
  newcomer: 12,
} as const;

export const stateNumbers = { offline: 0, draining: 1, online: 2 } as const;

export const runsOf = (flags: number) => flags & 15;
export const gradeOf = (flags: number) => (flags >> flag.grade) & 3;
export const tierOf = (flags: number) => (flags >> flag.tier) & 15;
export const stateOf = (flags: number) => (flags >> flag.state) & 3;
export const isNewcomerOf = (flags: number) => (flags >> flag.newcomer) & 1;

/** Of the word of country, GPUs and unanswered offers. */
export const gpusOf = (word: number) => (word >>> 16) & 255;
export const pendingOf = (word: number) => word >>> 24;

export const low = (word: number) => word & 0xffff;
export const high = (word: number) => word >>> 16;
export const signedLow = (word: number) => (word << 16) >> 16;
export const signedHigh = (word: number) => word >> 16;
export const halves = (lower: number, upper: number) => (lower & 0xffff) | (upper << 16);
