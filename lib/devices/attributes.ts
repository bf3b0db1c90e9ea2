import { z } from "zod";

/**
 * What a device has or is beyond its amounts, each a yes or a no. The order in this list is the
 * engine's numbering: names are only ever added at the end, at most 24 in all.
 */
export const deviceAttributes = [
  "x86-64",
  "arm64",
  "avx-512",
  "ecc",
  "rdma",
  "kvm",
  "gvisor",
  "firecracker",
  "sgx",
  "sev",
  "tdx",
  "nvidia-cc",
  "ipv4",
  "ipv6",
  "static-ip",
  "unmetered",
  "datacentre",
  "residential",
  "green-power",
  "kyc",
  "iso-27001",
  "soc-2",
] as const;

export type DeviceAttribute = (typeof deviceAttributes)[number];

export const deviceAttributeSchema = z.enum(deviceAttributes);
