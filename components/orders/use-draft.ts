"use client";

import { useEffect, useMemo, useState } from "react";
import { z } from "zod";
import { createStore, useStore } from "@/components/ui/store";
import { storedJson } from "@/components/ui/stored-json";
import { objectives, spreads } from "@/lib/orders/spec";
import { firstDraft, type Draft } from "./draft";
import { parseDraft, type DraftHashes } from "./parse-draft";
import { sha256, utf8 } from "./sha256";

const storageKey = "ambit.draft";

const draftSchema: z.ZodType<Draft> = z.object({
  kind: z.enum(["javascript", "wasm", "container"]),
  source: z.string(),
  image: z.string().default(""),
  args: z.string(),
  input: z.string(),
  cpu: z.string(),
  memory: z.string(),
  disk: z.string(),
  gpus: z.string().default("0"),
  gpuMemory: z.string().default(""),
  devices: z.string().default("1"),
  spread: z.enum(spreads).default("anywhere"),
  budget: z.string().default(""),
  maxRate: z.string(),
  minutes: z.string(),
  near: z.string(),
  maxRtt: z.string(),
  countries: z.string(),
  minGrade: z.enum(["0", "1", "2", "3"]),
  objective: z.enum(objectives),
  whenNothingMatches: z.enum(["refuse", "wait"]),
  whenDeviceFails: z.enum(["elsewhere", "end"]).default("elsewhere"),
  sealed: z.boolean().default(false),
});

/** What was written last in this browser, or the first draft. The server always draws the first one. */
const draftStore = createStore(firstDraft);
const kept = draftSchema.safeParse(typeof window === "undefined" ? undefined : storedJson.read(storageKey));
if (kept.success) draftStore.set(kept.data);

/** A module that was chosen from the disk. */
export type ModuleFile = { name: string; bytes: Uint8Array<ArrayBuffer> };

/** The order that is being written: its fields, what they come to, and what is wrong. It survives a reload. */
export function useDraft(tabOrderMax: bigint) {
  const draft = useStore(draftStore);
  const [module, setModule] = useState<ModuleFile>();
  const [hashes, setHashes] = useState<DraftHashes>({ main: undefined, input: undefined });

  const change = (changed: Partial<Draft>) => {
    draftStore.set((current) => ({ ...current, ...changed }));
    storedJson.write(storageKey, draftStore.get());
  };

  const { kind, source, input } = draft;
  useEffect(() => {
    let current = true;
    const main = kind === "wasm" ? module?.bytes : utf8(source);
    void Promise.all([main && sha256(main), sha256(utf8(input))]).then(
      ([mainHash, inputHash]) => current && setHashes({ main: mainHash, input: inputHash }),
    );
    return () => {
      current = false;
    };
  }, [kind, source, input, module]);

  const parsed = useMemo(() => parseDraft(draft, hashes, tabOrderMax), [draft, hashes, tabOrderMax]);
  return { draft, change, module, setModule, ...parsed };
}
