"use client";

import { FileUp } from "lucide-react";
import { useState } from "react";
import { CodeArea } from "@/components/ui/code-area";
import { Field } from "@/components/ui/field";
import { formatBytes } from "@/components/ui/figures";
import { Segmented } from "@/components/ui/segmented";
import { Switch } from "@/components/ui/switch";
import { TextArea, TextInput } from "@/components/ui/text-input";
import { moduleBytesMax } from "@/lib/sandbox/limits";
import { Part, type OrderFieldsProps } from "./order-fields";
import { programs } from "./programs";
import type { ModuleFile } from "./use-draft";

export type WhatFieldsProps = {
  module: ModuleFile | undefined;
  onModule: (module: ModuleFile | undefined) => void;
  /** The line of the script where the gateway found an error. */
  errorLine: number | undefined;
};

/** What runs: a script or a module, with its arguments and its input. */
export function WhatFields({
  draft,
  change,
  module,
  onModule,
  errors,
  errorLine,
}: OrderFieldsProps & WhatFieldsProps) {
  return (
    <Part title="What runs">
      <Segmented
        label="Kind of workload"
        hideLabel
        value={draft.kind}
        onValue={(kind) => change({ kind })}
        options={[
          { value: "javascript", label: "JavaScript" },
          { value: "wasm", label: "WebAssembly" },
          { value: "container", label: "Container" },
        ]}
      />
      {draft.kind === "javascript" ? (
        <Field
          label="Script"
          hint="It sees args, input and console, may await at the top, and has no network."
          error={errors.source}
          aside={
            <span className="flex flex-wrap justify-end gap-x-3">
              {programs.map((program) => (
                <button
                  key={program.name}
                  type="button"
                  className="link"
                  onClick={() =>
                    change({
                      source: program.source,
                      args: program.args,
                      input: "input" in program ? program.input : "",
                    })
                  }
                >
                  {program.name}
                </button>
              ))}
            </span>
          }
        >
          {(control) => (
            <CodeArea
              {...control}
              value={draft.source}
              onValue={(source) => change({ source })}
              errorLine={errorLine}
            />
          )}
        </Field>
      ) : draft.kind === "wasm" ? (
        <ModuleField module={module} onModule={onModule} error={errors.module} />
      ) : (
        <Field
          label="Image"
          hint="For Python and everything else. By its digest, from a public registry; it runs as nobody, without network."
          error={errors.image}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              value={draft.image}
              onValue={(image) => change({ image })}
              placeholder="docker.io/library/python@sha256:…"
            />
          )}
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Arguments" hint="As in a shell: quotes keep words together." error={errors.args}>
          {(control) => (
            <TextInput
              {...control}
              mono
              value={draft.args}
              onValue={(args) => change({ args })}
              placeholder="--level 3"
            />
          )}
        </Field>
        <Field
          label="Input"
          hint={draft.kind === "javascript" ? "The script reads it as input." : "Standard input."}
          error={errors.input}
        >
          {(control) => (
            <TextArea {...control} mono rows={1} value={draft.input} onValue={(input) => change({ input })} />
          )}
        </Field>
      </div>
      {draft.kind === "container" ? (
        <p className="text-13 text-ink-2">A container cannot be sealed: its image is public.</p>
      ) : (
        <Switch
          label="Seal it"
          hint="Script, arguments, input, log and result are encrypted in this browser and on the device that runs it. The gateway passes them on and cannot read them; the device’s operator could. Stay until it runs: your browser hands the key over."
          checked={draft.sealed}
          onChecked={(sealed) => change({ sealed })}
        />
      )}
    </Part>
  );
}

/** The first four bytes of every WebAssembly module. */
const magic = [0x00, 0x61, 0x73, 0x6d];

function ModuleField({
  module,
  onModule,
  error,
}: {
  module: ModuleFile | undefined;
  onModule: WhatFieldsProps["onModule"];
  error: string | undefined;
}) {
  const [refused, setRefused] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    setRefused(undefined);
    if (file.size > moduleBytesMax)
      return setRefused(
        `${file.name} has ${formatBytes(file.size)}; ${formatBytes(moduleBytesMax)} is the limit.`,
      );
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!magic.every((byte, at) => bytes[at] === byte))
      return setRefused(`${file.name} is no WebAssembly module: it does not begin as one.`);
    onModule({ name: file.name, bytes });
  };
  return (
    <Field
      label="Module"
      hint="A .wasm built for WASI preview 1, at most 16 MiB. One thread, no network."
      error={refused ?? error}
    >
      {(control) => (
        <label
          htmlFor={control.id}
          className="border-edge rounded-control hover:bg-hover has-focus-visible:outline-blue relative flex min-h-40 flex-col items-center justify-center gap-2 border border-dashed p-6 text-center transition-colors has-focus-visible:outline-2"
        >
          <FileUp size={20} aria-hidden="true" className="text-ink-3" />
          <span className="font-strong break-all">
            {module ? module.name : "Choose a .wasm, or drop it here"}
          </span>
          {module && <span className="text-13 text-ink-2">{formatBytes(module.bytes.length)}</span>}
          {/* It lies over the whole field, so that a file can be dropped on any part of it. */}
          <input
            {...control}
            type="file"
            accept=".wasm,application/wasm"
            className="absolute inset-0 cursor-pointer opacity-0"
            onChange={(event) => void take(event.target.files?.[0])}
          />
        </label>
      )}
    </Field>
  );
}
