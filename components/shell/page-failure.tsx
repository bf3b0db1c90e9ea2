"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/paths";

type PageFailureProps = { error: Error & { digest?: string }; reset: () => void };

/** A page that could not be made. The frame around it stands, and so do the other pages. */
export function PageFailure({ error, reset }: PageFailureProps) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <div className="flex flex-col gap-8">
      <h1 className="text-28 font-strong">This page could not be made.</h1>
      <Notice
        tone="red"
        title="A part of this gateway does not answer."
        action={
          <>
            <Button size="s" icon={RotateCw} onClick={again}>
              Try again
            </Button>
            <ButtonLink size="s" href={paths.network}>
              How the gateway is
            </ButtonLink>
          </>
        }
      >
        Leases that run go on, and your money is safe in the contract.
        {error.digest && <> If it stays, report the number {error.digest}.</>}
      </Notice>
    </div>
  );
}
