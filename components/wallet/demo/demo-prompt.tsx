"use client";

import { Plus } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { shortHex } from "@/components/ui/copyable";
import { Definitions } from "@/components/ui/definitions";
import { Dialog } from "@/components/ui/dialog";
import { useStore } from "@/components/ui/store";
import { demoPromptStore, type DemoPrompt as Prompt } from "./demo-prompt-store";

/** The demo wallet's own window: which account, and what exactly is signed. */
export function DemoPrompt() {
  const prompt = useStore(demoPromptStore);
  if (!prompt) return null;
  return prompt.kind === "choose" ? <Choose {...prompt} /> : <Approve {...prompt} />;
}

const tag = <Badge tone="amber">local chain only</Badge>;

function Choose({ accounts, answer }: Extract<Prompt, { kind: "choose" }>) {
  return (
    <Dialog
      open
      onOpenChange={() => answer(undefined)}
      title="Demo wallet"
      description={<>Which of its accounts shall this site see? {tag}</>}
    >
      <ul className="flex flex-col gap-2">
        {accounts.map(({ name, address }) => (
          <li key={address}>
            <button
              type="button"
              onClick={() => answer(address)}
              className="border-line hover:bg-hover rounded-control flex min-h-12 w-full items-center justify-between gap-3 border px-4 py-2 text-left transition-colors"
            >
              <span className="font-strong">{name}</span>
              <span className="text-13 text-ink-2 font-mono">{shortHex(address)}</span>
            </button>
          </li>
        ))}
        <li className="mt-2">
          <Button icon={Plus} wide onClick={() => answer("new")}>
            New demo wallet
          </Button>
        </li>
      </ul>
    </Dialog>
  );
}

function Approve({ account, described, answer }: Extract<Prompt, { kind: "approve" }>) {
  const { title, sentences, values, raw } = described;
  return (
    <Dialog
      open
      onOpenChange={() => answer(false)}
      title={title}
      description={
        <>
          Demo wallet · {account.name} {shortHex(account.address)} {tag}
        </>
      }
      footer={
        <>
          <Button onClick={() => answer(false)}>Reject</Button>
          <Button look="primary" onClick={() => answer(true)}>
            Approve
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <Definitions
          items={values.map(({ name, value }) => ({
            name,
            value: <span className="text-12 font-mono break-all">{value}</span>,
          }))}
        />
        <details className="text-13 text-ink-2">
          <summary>Everything that is signed</summary>
          <pre className="bg-sunken rounded-control text-12 mt-2 max-h-48 overflow-auto p-3 font-mono break-all whitespace-pre-wrap">
            {raw}
          </pre>
        </details>
      </div>
    </Dialog>
  );
}
