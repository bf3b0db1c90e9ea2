import { z } from "zod";
import { bytes32Schema } from "@/lib/orders/spec";
import { hexSchema, usd6Schema } from "@/lib/wire";
import { relaySchema } from "./account";
import { route } from "./base";
import { bondSchema } from "./network";

/** What each of the classes that devices are sorted into asks and allows. AMB wei. */
export const deviceClassSchema = z.object({
  class: z.int(),
  /** What of the bond is locked for each device of it. */
  stake: usd6Schema,
  /** How much its devices may promise at most. */
  maxTier: z.int(),
  /** Whether benchmarks alone raise a device's tier, or a vote has to. */
  autoApprove: z.boolean(),
});

/** An operator's stake with all that one must know to move it. AMB wei. */
export const stakeSchema = z.object({
  bond: bondSchema,
  /** AMB that are not staked. */
  inWallet: usd6Schema,
  /** How long stake thaws before it can be withdrawn. */
  thawSeconds: z.int(),
  classes: z.array(deviceClassSchema),
  /** The operator's devices that take leases, by name. */
  devices: z.array(
    z.object({ device: bytes32Schema, name: z.string(), class: z.int(), stake: usd6Schema, tier: z.int() }),
  ),
});

const wallet = route.meta({ caller: "wallet" });

export const stakeContract = {
  get: wallet
    .route({
      method: "GET",
      path: "/stake",
      tags: ["Devices"],
      summary: "Your stake, what thaws of it, and what it answers for",
    })
    .output(stakeSchema),
  add: wallet
    .route({
      method: "POST",
      path: "/stake",
      tags: ["Devices"],
      summary: "Have a signed permit staked for you; the gateway pays the gas",
    })
    .input(z.object({ amount: usd6Schema, deadline: z.int(), signature: hexSchema }))
    .output(relaySchema),
};
