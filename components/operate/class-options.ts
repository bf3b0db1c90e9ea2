import type { z } from "zod";
import type { deviceClassSchema } from "@/lib/api/stake";
import { ambText } from "@/lib/governance/amb";

/** Every class with what it locks, to choose from. */
export const classOptions = (classes: readonly z.infer<typeof deviceClassSchema>[]) =>
  classes.map(({ class: number, stake }) => ({
    value: String(number),
    label: `Class ${number}, ${stake === 0n ? "no stake" : `locks ${ambText(stake)}`}`,
  }));
