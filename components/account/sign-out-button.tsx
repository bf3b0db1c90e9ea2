"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { signOut } from "./sign-out";

/** Ends the sign-in of this browser. Session keys stay: they belong to the browser and not to the sign-in. */
export function SignOutButton() {
  const router = useRouter();
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => router.refresh() });
  return (
    <Button busy={leave.isPending ? "Signing out…" : undefined} onClick={() => leave.mutate()}>
      Sign out
    </Button>
  );
}
