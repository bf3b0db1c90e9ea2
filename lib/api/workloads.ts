import { z } from "zod";
import { sha256Schema } from "@/lib/orders/spec";
import { route } from "./base";

/** The largest module, script or input that a gateway stores. */
export const uploadMaxBytes = 16 * 1024 * 1024;

export const uploadRoles = ["wasm", "javascript", "python", "input", "sealed"] as const;
export type UploadRole = (typeof uploadRoles)[number];

export const workloadsContract = {
  upload: route
    .route({
      method: "POST",
      path: "/workloads",
      tags: ["Workloads"],
      summary: "Upload a module, a script or an input; it is checked and named by its SHA-256",
    })
    .meta({ caller: "wallet" })
    .input(z.object({ role: z.enum(uploadRoles), file: z.instanceof(Blob) }))
    .output(z.object({ sha256: sha256Schema, bytes: z.int() })),
};
