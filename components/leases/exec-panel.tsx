"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { z } from "zod";
import { api, client } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { LogView, type LogLine } from "@/components/ui/log-view";
import { TextInput } from "@/components/ui/text-input";
import { TimeAgo } from "@/components/ui/time-ago";
import { refusalOf } from "@/lib/api/client";
import type { execSchema, Lease } from "@/lib/api/leases";
import { execLimits } from "@/lib/leases/exec";
import { fromBase64 } from "./open-seal";

type Exec = z.infer<typeof execSchema>;

const askEveryMs = 500;
const rowsMax = 10;

/** Runs programs inside the container of a lease while it runs, and shows what came of each. */
export function ExecPanel({ lease: { id, state } }: { lease: Lease }) {
  const [line, setLine] = useState("");
  const execs = useQuery({
    ...api.leases.execs.queryOptions({ input: { id } }),
    refetchInterval: ({ state: { data } }) =>
      state === "running" && data?.some(({ result }) => !result) ? askEveryMs : false,
  });
  const ask = useMutation({
    mutationFn: (asked: { exec: string; command: string[] }) => client.leases.exec({ id, ...asked }),
    // Asked again under the same id, it has no second effect.
    retry: (failures, error) => !refusalOf(error) && failures < 2,
    onSuccess: () => {
      setLine("");
      return execs.refetch();
    },
  });
  const runs = state === "running";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (runs && line.trim())
      ask.mutate({ exec: crypto.randomUUID(), command: ["/bin/sh", "-c", line.trim()] });
  };
  const asked = execs.data ?? [];
  if (!runs && asked.length === 0) return null;
  return (
    <section aria-label="Programs beside it" className="border-line flex flex-col gap-4 border-t pt-4">
      {runs && (
        <form onSubmit={submit} className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-64">
            <Field
              label="Run a program in the container"
              hint={`The image's own shell reads it. It has ${execLimits.ms / 1000} s to answer, and is paid for with the lease.`}
            >
              {(control) => (
                <TextInput {...control} mono value={line} onValue={setLine} placeholder="ls -l /tmp" />
              )}
            </Field>
          </div>
          <div className="sm:pt-6">
            <Button
              type="submit"
              busy={ask.isPending ? "Asking…" : undefined}
              disabledReason={line.trim() ? undefined : "Write what to run first."}
            >
              Run it there
            </Button>
          </div>
        </form>
      )}
      {ask.isError && <Failure error={ask.error} still="The workload goes on." />}
      {execs.isError && <Failure error={execs.error} onRetry={() => void execs.refetch()} />}
      <ul aria-label="Programs that were run in it" className="flex flex-col gap-4">
        {asked.map((exec) => (
          <ExecResult key={exec.id} exec={exec} runs={runs} />
        ))}
      </ul>
      {asked.length === execLimits.listed && (
        <p className="text-12 text-ink-3">The newest {execLimits.listed} are listed.</p>
      )}
    </section>
  );
}

function ExecResult({ exec: { command, askedAt, result }, runs }: { exec: Exec; runs: boolean }) {
  const lines = result ? linesOf(result) : [];
  return (
    <li className="flex min-w-0 flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <code className="text-13 min-w-0 font-mono break-all">{wordsOf(command)}</code>
        <span className="text-12 text-ink-3 ml-auto" aria-live="polite">
          {endOf(result, runs)} · <TimeAgo at={askedAt} />
        </span>
      </p>
      {lines.length > 0 && (
        <LogView
          label={`What ${wordsOf(command)} wrote`}
          lines={lines}
          empty=""
          rows={Math.min(lines.length, rowsMax)}
        />
      )}
      {result?.truncated && (
        <p className="text-12 text-ink-3">
          The first {execLimits.streamBytes / 1024} KiB of each stream are kept.
        </p>
      )}
      {result?.detail && <p className="text-13 text-amber">{result.detail}</p>}
    </li>
  );
}

function endOf(result: Exec["result"], runs: boolean): string {
  if (!result) return runs ? "Waiting for its answer…" : "The lease ended before it answered";
  if (result.exitCode === null) return "No exit code";
  return result.exitCode === 0 ? "Done" : `Exit code ${result.exitCode}`;
}

/** What a person wrote, without the shell that reads it. */
const wordsOf = (command: readonly string[]) =>
  command[0] === "/bin/sh" && command[1] === "-c" && command.length === 3 ? command[2]! : command.join(" ");

/** Standard output, then standard error: which line came first is not known. */
function linesOf({ stdout, stderr }: NonNullable<Exec["result"]>): LogLine[] {
  const of = (stream: LogLine["stream"], base64: string) => {
    const text = new TextDecoder().decode(fromBase64(base64)).replace(/\n$/, "");
    return text === "" ? [] : text.split("\n").map((line) => ({ text: line, stream }));
  };
  return [...of("stdout", stdout), ...of("stderr", stderr)];
}
