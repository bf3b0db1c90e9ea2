import { ArrowRight } from "lucide-react";
import type { z } from "zod";
import { Address } from "@/components/ui/address";
import { Badge } from "@/components/ui/badge";
import type { proposalSchema } from "@/lib/api/governance";
import { figureText } from "@/lib/governance/param-value";

type Act = z.infer<typeof proposalSchema>["actions"][number];
type Call = Act["inner"][number];

/** Every act of a proposal in a sentence, with what it changes and the bytes that say so. */
export function ActList({ acts }: { acts: readonly (Call & { inner?: readonly Call[] })[] }) {
  return (
    <ol aria-label="Acts" className="flex flex-col gap-3">
      {acts.map((act, index) => (
        <li key={`${act.target}-${act.data}-${index}`} className="panel flex min-w-0 flex-col gap-3 p-4">
          <CallText call={act} />
          {act.inner && act.inner.length > 0 && (
            <div className="border-line flex flex-col gap-3 border-l-2 pl-4">
              <p className="text-13 text-ink-2">After the further delay for new code:</p>
              {act.inner.map((call) => (
                <CallText key={call.data} call={call} />
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function CallText({ call }: { call: Call }) {
  const { sentence, figure, isExact, contract, functionName, args, target, data } = call;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="font-strong break-words">{sentence}</p>
      {figure && (
        <p className="flex flex-wrap items-center gap-2">
          <span className="text-ink-2">
            {figure.before === null ? "not set" : figureText(figure.name, figure.before)}
          </span>
          <ArrowRight size={13} aria-label="becomes" className="text-ink-3" />
          <span className="font-strong">{figureText(figure.name, figure.after)}</span>
        </p>
      )}
      <div>
        {isExact ? (
          <Badge tone="signal" hint="Read with our own ABIs and written again, it gives the same bytes.">
            nothing hidden
          </Badge>
        ) : (
          <Badge
            tone="red"
            hint="What was read, written again, gives other bytes: it may do more than it says."
          >
            cannot be read in full
          </Badge>
        )}
      </div>
      <details>
        <summary className="link text-13 target flex w-fit list-none items-center">The call itself</summary>
        <dl className="text-13 mt-2 flex flex-col gap-1">
          <Row name="To">
            {contract ?? "no contract of this market"} <Address of={target} noun="address of the call" />
          </Row>
          {functionName && <Row name="Function">{functionName}</Row>}
          {args.map(({ name, value }, index) => (
            <Row key={`${name}-${index}`} name={name || `${index}`}>
              <code className="break-all">{value}</code>
            </Row>
          ))}
          <Row name="Bytes">
            <code className="break-all">{data}</code>
          </Row>
        </dl>
      </details>
    </div>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex gap-4">
      <dt className="text-ink-2 w-24 shrink-0 font-normal">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
