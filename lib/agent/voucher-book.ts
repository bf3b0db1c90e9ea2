import { recoverAddress } from "viem";
import type { z } from "zod";
import type { voucherSchema } from "@/lib/api/agent";
import { digestOf, domain } from "@/lib/chain/typed-data";
import type { Signing } from "@/lib/orders/order-proof";
import { lowerAddress } from "@/lib/wire";

export type Voucher = z.output<typeof voucherSchema>;

/** What customers signed for, kept on the device: with it the operator is paid whatever becomes of the gateway. */
export type VoucherBook = {
  cursor: () => number;
  add: (vouchers: readonly Voucher[], cursor: number) => Promise<void>;
};

/** Whether the session key that a voucher names signed it. One whose signature does not hold is worth nothing. */
export async function isSignedVoucher(deployment: Signing, voucher: Voucher): Promise<boolean> {
  const { sessionKey, signature, ...tab } = voucher;
  const hash = digestOf("Tab", domain(deployment.chainId, deployment.contracts.escrow), tab);
  const signer = await recoverAddress({ hash, signature }).then(lowerAddress, () => undefined);
  return signer === sessionKey;
}
