"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Address } from "viem";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { shortHex } from "@/components/ui/short-hex";
import { Money } from "@/components/ui/money";
import { paths } from "@/lib/paths";

type AccountChipProps = {
  signedIn: { wallet: Address; available: bigint | undefined } | undefined;
  /** Whether the gateway answered, without which nobody can sign in. */
  reachable: boolean;
};

const markKey = "ambit.signed-in";

/** Who is signed in and what is free to spend; or the way in. */
export function AccountChip({ signedIn, reachable }: AccountChipProps) {
  const router = useRouter();
  const wallet = signedIn?.wallet;

  // The cookie does not come along when another site's link opened this page. Asked again from here, it does.
  useEffect(() => {
    if (wallet) sessionStorage.setItem(markKey, "1");
    else if (sessionStorage.getItem(markKey)) {
      sessionStorage.removeItem(markKey);
      router.refresh();
    }
  }, [wallet, router]);

  if (!signedIn)
    return (
      <Button
        size="s"
        disabledReason={reachable ? undefined : "The gateway does not answer. Reload the page in a moment."}
        onClick={() => void startFlow("sign-in", null)}
      >
        Sign in
      </Button>
    );
  return (
    <Link
      href={paths.account}
      className="hover:bg-hover rounded-control text-13 flex h-10 items-center gap-2 px-2 transition-colors pointer-fine:h-8"
    >
      <span className="sr-only">Your account</span>
      {signedIn.available !== undefined && (
        <span className="font-strong">
          <Money amount={signedIn.available} />
        </span>
      )}
      <span className="text-ink-2 hidden font-mono sm:inline">{shortHex(signedIn.wallet)}</span>
    </Link>
  );
}
