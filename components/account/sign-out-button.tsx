"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { Button } from "@/components/ui/button";

/** Ends the sign-in of this browser. Session keys stay: they belong to the browser and not to the sign-in. */
export function SignOutButton() {
  const router = useRouter();
  const signOut = useMutation({
    ...api.signIn.out.mutationOptions(),
    onSuccess: () => {
      queryClient().clear();
      router.refresh();
    },
  });
  return (
    <Button busy={signOut.isPending ? "Signing out…" : undefined} onClick={() => signOut.mutate(undefined)}>
      Sign out
    </Button>
  );
}
