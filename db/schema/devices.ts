import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { PlaceAmongMany } from "@/lib/chain/many-enrolments";
import type { DeviceAttribute } from "@/lib/devices/attributes";
import type { Benchmark } from "@/lib/devices/benchmark";
import { deviceStates } from "@/lib/devices/device";
import type { DevicePause, OperatingLimits } from "@/lib/devices/device-pause";
import type { DriverReport, DeviceReport, Hardware } from "@/lib/devices/hardware";
import type { SealKey } from "@/lib/orders/seal-key";
import type { Resources } from "@/lib/orders/resources";
import type { NetworkPlace } from "@/lib/place/network-place";
import { address, bytes32, hex, instant } from "./columns";

export const deviceState = pgEnum("device_state", deviceStates);

/** A device that operator and device have signed for. */
export const devices = pgTable(
  "devices",
  {
    id: bytes32().primaryKey(),
    operator: address().notNull(),
    payout: address().notNull(),
    keyX: bytes32().notNull(),
    keyY: bytes32().notNull(),
    name: text().notNull(),
    state: deviceState().notNull().default("enrolled"),
    draining: boolean().notNull().default(false),
    /** When its operator lets the market use it; null before its agent told. */
    limits: jsonb().$type<OperatingLimits>(),
    /** Why its agent takes nothing new by itself; null while it does. */
    pause: jsonb().$type<DevicePause>(),
    agentVersion: text().notNull(),
    hardware: jsonb().$type<Hardware>().notNull(),
    drivers: jsonb().$type<DriverReport[]>().notNull(),
    offered: jsonb().$type<Resources>().notNull(),
    grade: integer().notNull(),
    tier: integer().notNull().default(0),
    reliabilityBps: integer().notNull(),
    country: text().notNull(),
    cell: text().notNull(),
    /** H3 cell of the area that its operator declared; null where nobody did. See `areaOf`. */
    area: text(),
    latE6: integer().notNull(),
    lngE6: integer().notNull(),
    accessRttMicros: integer().notNull(),
    /** The key that customers seal to, signed by the device; null for an agent that knows no seals. */
    sealKey: jsonb().$type<SealKey>(),
    vcpuHour: integer().notNull(),
    gibHour: integer().notNull(),
    gpuHour: integer().notNull(),
    attributes: jsonb().$type<DeviceAttribute[]>().notNull().default([]),
    /** The block of addresses that it calls from, as a number; 0 while nobody knows. See `networkOf`. */
    network: integer().notNull().default(0),
    /** Where round trips put it on the network: see `fitNetworkPlace`. Null while nobody measured. */
    measured: jsonb().$type<NetworkPlace>(),
    /** Leases that ended here, for whatever reason: its history. */
    leasesEnded: integer().notNull().default(0),
    /** The newest start of the agent; requests of an older one are refused. */
    bootId: text(),
    /** Rises with every change that the agent has to hear of. */
    commandCursor: bigint({ mode: "number" }).notNull().default(0),
    lastSeenAt: instant(),
    /** When it was found silent on what it had to answer; null once it is heard from again. */
    silentSince: instant(),
    enrolledAt: instant().notNull(),
  },
  (t) => [index("devices_operator").on(t.operator), index("devices_seen").on(t.lastSeenAt)],
);

/** What of a device is free. The last line against double booking: it cannot go below zero. */
export const deviceCapacity = pgTable(
  "device_capacity",
  {
    device: bytes32()
      .primaryKey()
      .references(() => devices.id, { onDelete: "cascade" }),
    cpuMillisFree: integer().notNull(),
    memoryMibFree: integer().notNull(),
    diskMibFree: integer().notNull(),
    gpusFree: integer().notNull(),
  },
  (t) => [
    check(
      "device_capacity_not_negative",
      sql`${t.cpuMillisFree} >= 0 and ${t.memoryMibFree} >= 0 and ${t.diskMibFree} >= 0 and ${t.gpusFree} >= 0`,
    ),
  ],
);

/** The seed that a device was given to measure itself with; gone once it is used. Also for devices that are not enrolled yet. */
export const deviceChallenges = pgTable("device_challenges", {
  device: bytes32().primaryKey(),
  seed: bytes32().notNull(),
  issuedAt: instant().notNull(),
});

/** What was last measured of a device. */
export const deviceBenchmarks = pgTable("device_benchmarks", {
  device: bytes32().primaryKey(),
  benchmark: jsonb().$type<Benchmark>().notNull(),
});

/** Replay protection: for each start of an agent the highest sequence number seen and the 64 before it as bits. */
export const deviceBoots = pgTable(
  "device_boots",
  {
    device: bytes32().notNull(),
    bootId: text().notNull(),
    startedAt: instant().notNull(),
    highest: bigint({ mode: "bigint" }).notNull(),
    window: bigint({ mode: "bigint" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.device, t.bootId] })],
);

/** The answers to batches of device events, so that a batch sent again has no second effect. */
export const agentBatches = pgTable(
  "agent_batches",
  {
    device: bytes32().notNull(),
    batch: text().notNull(),
    bodyHash: text().notNull(),
    results: jsonb().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.device, t.batch] }), index("agent_batches_age").on(t.createdAt)],
);

export const enrolmentState = pgEnum("enrolment_state", [
  "waiting-for-operator",
  "waiting-for-device",
  "done",
  "expired",
]);

/**
 * What an operator's command carries to their machines: so many devices may introduce themselves with it
 * as devices of that operator, until it ends. Only its hash is kept.
 */
export const enrolmentTokens = pgTable(
  "enrolment_tokens",
  {
    hash: text().primaryKey(),
    operator: address().notNull(),
    /** How many devices it is good for, and how many have used it. */
    devices: integer().notNull(),
    used: integer().notNull().default(0),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** When its operator took it back; null while it is good. */
    revokedAt: instant(),
  },
  (t) => [index("enrolment_tokens_operator").on(t.operator)],
);

/** A device that introduced itself and waits for the two signatures. */
export const enrolments = pgTable(
  "enrolments",
  {
    id: text().primaryKey(),
    state: enrolmentState().notNull().default("waiting-for-operator"),
    device: bytes32().notNull(),
    keyX: bytes32().notNull(),
    keyY: bytes32().notNull(),
    report: jsonb().$type<DeviceReport>().notNull(),
    vcpuHour: integer().notNull(),
    gibHour: integer().notNull(),
    gpuHour: integer().notNull(),
    nonce: text().notNull(),
    validUntil: bigint({ mode: "number" }).notNull(),
    operator: address(),
    payout: address(),
    operatorSignature: hex(),
    /** Where it stands among those that the operator signed for at once; null when it was signed for alone. */
    place: jsonb().$type<PlaceAmongMany>(),
    deviceSignature: hex(),
    /** Hash of the token that it came with, and the wallet that made it: nobody else can become its operator. */
    token: text(),
    invitedBy: address(),
    createdAt: instant().notNull(),
  },
  (t) => [index("enrolments_invited_by").on(t.invitedBy, t.createdAt)],
);
