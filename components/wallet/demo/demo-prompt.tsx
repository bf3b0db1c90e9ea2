"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { shortHex } from "@/components/ui/short-hex";
import { Definitions } from "@/components/ui/definitions";
import { Dialog } from "@/components/ui/dialog";
import { Disclosure } from "@/components/ui/disclosure";
import { useStore } from "@/components/ui/store";
import { demoPromptStore } from "./demo-prompt-store";

/** The demo wallet's own window: what exactly is signed, and with which account. */
export function DemoPrompt() {
  const prompt = useStore(demoPromptStore);
  if (!prompt) return null;
  const { account, described, answer } = prompt;
  const { title, sentences, values, raw } = described;
  return (
    <Dialog
      open
      onOpenChange={() => answer(false)}
      title={title}
      description={
        <>
          {account.name} {shortHex(account.address)} <Badge tone="amber">local chain only</Badge>
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
        <Disclosure label="Everything that is signed">
          <pre className="bg-sunken text-ink-2 rounded-control text-12 max-h-48 overflow-auto p-3 font-mono break-all whitespace-pre-wrap">
            {raw}
          </pre>
        </Disclosure>
      </div>
    </Dialog>
  );
}
