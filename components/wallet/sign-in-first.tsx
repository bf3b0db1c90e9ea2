"use client";

import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** In the place of what belongs to a wallet, while nobody is signed in. */
export function SignInFirst({ title, children }: { title: string; children: string }) {
  return (
    <EmptyState
      title={title}
      action={
        <Button look="primary" onClick={() => void startFlow("sign-in", null)}>
          Sign in
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
