import { z } from "zod";

/** What a customer may have run inside the container of a lease, and what comes back of it. */
export const execLimits = {
  /** What it may take until its answer counts as missing. It is not killed: it goes on in the container. */
  ms: 30_000,
  /** What is kept of each of its streams. */
  streamBytes: 64 * 1024,
  /** How many of a lease may wait for their answers. */
  waiting: 4,
  ofLease: 200,
  /** How many of them are listed, the newest: each has up to twice `streamBytes`. */
  listed: 20,
} as const;

export const execIdSchema = z.uuid();

const streamSchema = z.base64().max(Math.ceil(execLimits.streamBytes / 3) * 4);

/** The program and its arguments, as they are: no shell reads them unless one is asked for. */
export const execCommandSchema = z
  .array(z.string().max(4096))
  .min(1)
  .max(64)
  .refine((command) => command[0] !== "" && JSON.stringify(command).length <= 8192, "up to 8 KiB");

export const execResultSchema = z.object({
  /** Null when it did not begin, or did not end in its time; `detail` says which. */
  exitCode: z.int().nullable(),
  /** Base64, up to their limits. */
  stdout: streamSchema,
  stderr: streamSchema,
  truncated: z.boolean(),
  detail: z.string().max(300).nullable(),
});
export type ExecResult = z.infer<typeof execResultSchema>;

/** One that gave nothing but the reason why. */
export const noExecResult = (detail: string): ExecResult => ({
  exitCode: null,
  stdout: "",
  stderr: "",
  truncated: false,
  detail: detail.slice(0, 300),
});
