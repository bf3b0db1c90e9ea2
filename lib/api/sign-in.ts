import { z } from "zod";
import { addressSchema, hexSchema, instantSchema } from "@/lib/wire";
import { route } from "./base";

const signedIn = z.object({ wallet: addressSchema, until: instantSchema });

export const signInContract = {
  nonce: route
    .route({
      method: "POST",
      path: "/sign-in/nonce",
      tags: ["Sign-in"],
      summary: "A nonce for one sign-in message (EIP-4361)",
    })
    .output(z.object({ nonce: z.string() })),
  verify: route
    .route({
      method: "POST",
      path: "/sign-in",
      tags: ["Sign-in"],
      summary: "Sign in with a signed EIP-4361 message; sets the cookie",
    })
    .input(z.object({ message: z.string().max(4000), signature: hexSchema }))
    .output(signedIn),
  who: route
    .route({ method: "GET", path: "/sign-in", tags: ["Sign-in"], summary: "Who is signed in, if anyone" })
    .output(signedIn.nullable()),
  out: route
    .route({ method: "DELETE", path: "/sign-in", tags: ["Sign-in"], summary: "Sign out of this browser" })
    .output(z.object({ signedOut: z.boolean() })),
};
