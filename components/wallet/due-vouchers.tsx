"use client";

import { useEffect } from "react";
import { holdsSessionKeys, type SessionScope } from "./holds-session-keys";

/** Leases end while nobody looks, so what they cost is asked for now and then. */
const everyMs = 30_000;

/** Pays what is due in the background, wherever in the site the customer is. Draws nothing. */
export function DueVouchers({ chainId, escrow, wallet }: SessionScope) {
  useEffect(() => {
    const pay = () => void payDue({ chainId, escrow, wallet });
    pay();
    const timer = setInterval(pay, everyMs);
    return () => clearInterval(timer);
  }, [chainId, escrow, wallet]);
  return null;
}

async function payDue(scope: SessionScope): Promise<void> {
  if (!holdsSessionKeys()) return;
  const { signDueVouchers } = await import("./sign-due-vouchers");
  const refused = await signDueVouchers(scope).then(
    (outcome) => outcome.refused,
    (error: unknown) => [error],
  );
  // It is tried again soon, and the account shows what stays unpaid. Here it must only not be lost.
  for (const error of refused) console.warn("A voucher was not signed:", error);
}
