import { hashTypedData, type Hex } from "viem";
import { isDeviceSignature, type DevicePublicKey } from "@/lib/chain/device-key";
import { domain } from "@/lib/chain/typed-data";
import type { Signing } from "@/lib/orders/order-proof";

/**
 * What a device signs when a workload has ended, so that what it reported can be held against it without
 * asking any gateway. No contract reads it: it is the device's word in the receipt.
 */
const reportTypes = {
  Report: [
    { name: "lease", type: "bytes32" },
    /** Commits to the workload, its input, how it ended and its output: see `lib/sandbox/outcome.ts`. */
    { name: "resultRoot", type: "bytes32" },
    { name: "stdoutSha256", type: "bytes32" },
    { name: "ranMs", type: "uint64" },
  ],
} as const;

export type Report = {
  lease: Hex;
  /** 64 hex digits. */
  resultRoot: string;
  stdoutSha256: string;
  ranMs: number;
};

/** The digest of a report. */
export function reportDigest({ chainId, contracts }: Signing, report: Report): Hex {
  return hashTypedData({
    domain: domain(chainId, contracts.leases),
    types: reportTypes,
    primaryType: "Report",
    message: {
      lease: report.lease,
      resultRoot: `0x${report.resultRoot}`,
      stdoutSha256: `0x${report.stdoutSha256}`,
      ranMs: BigInt(report.ranMs),
    },
  });
}

/** Whether the device's key signed this report. */
export function isReportSigned(
  signing: Signing,
  report: Report,
  signature: Hex,
  key: DevicePublicKey,
): boolean {
  return isDeviceSignature(key, reportDigest(signing, report), signature);
}
