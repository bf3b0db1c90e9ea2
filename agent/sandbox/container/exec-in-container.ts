import { z } from "zod";
import { base64Of } from "@/lib/base64";
import { execLimits, noExecResult, type ExecResult } from "@/lib/leases/exec";
import { attachedOutput } from "./container-output";
import type { Engine } from "./find-engine";

const madeSchema = z.object({ Id: z.string().regex(/^[0-9a-f]{12,64}$/) });
const inspectSchema = z.object({ Running: z.boolean(), ExitCode: z.int().nullish() });

/**
 * Runs a program inside a container that runs, as the same nobody behind the same walls. Never throws: what
 * went wrong is said in the result. What takes too long is not waited for, and goes on in its container.
 */
export async function execInContainer(
  { client }: Engine,
  container: string,
  command: readonly string[],
  withinMs: number = execLimits.ms,
): Promise<ExecResult> {
  try {
    const made = await client.call("POST", `/containers/${container}/exec`, {
      json: { Cmd: command, AttachStdout: true, AttachStderr: true },
    });
    const { Id } = madeSchema.parse(made);
    const output = attachedOutput(await client.attachExec(Id));
    const held = { stdout: new Held(), stderr: new Held() };
    await output((stream, bytes) => held[stream].add(bytes), AbortSignal.timeout(withinMs));
    const { Running, ExitCode } = inspectSchema.parse(await client.call("GET", `/exec/${Id}/json`));
    const seconds = withinMs / 1000;
    return {
      exitCode: Running ? null : (ExitCode ?? null),
      stdout: held.stdout.base64(),
      stderr: held.stderr.base64(),
      truncated: held.stdout.isCut || held.stderr.isCut,
      detail: Running ? `It did not end within ${seconds} s, and goes on in the container.` : null,
    };
  } catch (error) {
    return noExecResult(error instanceof Error ? error.message : String(error));
  }
}

/** The first bytes of a stream. */
class Held {
  isCut = false;
  #bytes = Buffer.alloc(0);

  add(bytes: Uint8Array): void {
    const fits = bytes.subarray(0, execLimits.streamBytes - this.#bytes.length);
    if (fits.length < bytes.length) this.isCut = true;
    this.#bytes = Buffer.concat([this.#bytes, fits]);
  }

  base64(): string {
    return base64Of(this.#bytes);
  }
}
