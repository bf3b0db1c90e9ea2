import { z } from "zod";
import type { Engine } from "./find-engine";

const instant = z.iso.datetime({ offset: true });
const inspectSchema = z.object({
  State: z.object({
    Running: z.boolean(),
    OOMKilled: z.boolean().default(false),
    ExitCode: z.int(),
    StartedAt: instant,
    FinishedAt: instant,
  }),
});

export type ContainerState = z.infer<typeof inspectSchema>["State"];

/** What an engine says of a container. Throws an `EngineRefusal` of 404 where there is none. */
export async function readState({ client }: Engine, id: string): Promise<ContainerState> {
  return inspectSchema.parse(await client.call("GET", `/containers/${id}/json`)).State;
}
