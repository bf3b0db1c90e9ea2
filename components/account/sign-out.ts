import { client } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";

/** Ends the sign-in of this browser, and forgets what was read as its wallet. */
export async function signOut(): Promise<void> {
  await client.signIn.out();
  queryClient().clear();
}
