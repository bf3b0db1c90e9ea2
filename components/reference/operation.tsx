import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { noteOf, schemaText, type JsonSchema } from "./schema-text";

type Body = { content?: Readonly<Record<string, { schema?: JsonSchema }>> };

/** A route of an OpenAPI document, as far as ours use it. */
export type ApiOperation = {
  operationId?: string;
  summary?: string;
  tags?: readonly string[];
  parameters?: readonly { name: string; in: string; required?: boolean; schema?: JsonSchema }[];
  requestBody?: Body;
  responses?: Readonly<Record<string, Body>>;
};

type OperationProps = { method: string; path: string; operation: ApiOperation };

/** One route: what it does, and on demand what goes in and what comes out. */
export function Operation({ method, path, operation }: OperationProps) {
  const { operationId, summary, parameters = [], requestBody, responses = {} } = operation;
  return (
    <details id={operationId} className="panel group scroll-mt-20">
      <summary className="hover:bg-hover rounded-panel flex group-open:rounded-b-none list-none flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3">
        <span className="w-14 shrink-0">
          <Badge>{method.toUpperCase()}</Badge>
        </span>
        <code className="text-13 font-strong font-mono break-all">{path}</code>
        <span className="text-ink-2 basis-full sm:ml-auto sm:basis-auto sm:text-right">{summary}</span>
      </summary>
      <div className="border-line flex flex-col gap-4 border-t p-4">
        {parameters.length > 0 && (
          <Part title="Parameters">
            <Schema text={parameters.map(parameterText).join("\n")} />
          </Part>
        )}
        {requestBody && <BodyParts title="Request" body={requestBody} />}
        {Object.entries(responses).map(([status, body]) => (
          <BodyParts key={status} title={`Answer ${status}`} body={body} />
        ))}
      </div>
    </details>
  );
}

function parameterText({
  name,
  in: place,
  required,
  schema = {},
}: NonNullable<ApiOperation["parameters"]>[number]) {
  const notes = [`in the ${place}`, noteOf(schema)].filter(Boolean).join(", ");
  return `${name}${required ? "" : "?"}: ${schemaText(schema)}  // ${notes}`;
}

function BodyParts({ title, body }: { title: string; body: Body }) {
  const contents = Object.entries(body.content ?? {});
  if (contents.length === 0) return <Part title={`${title}, empty`} />;
  return contents.map(([type, { schema = {} }]) => (
    <Part key={type} title={`${title}, ${type}`}>
      <Schema text={schemaText(schema)} />
    </Part>
  ));
}

function Part({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-13 text-ink-2">{title}</p>
      {children}
    </div>
  );
}

function Schema({ text }: { text: string }) {
  return (
    <pre
      // It scrolls sideways, so the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="bg-sunken border-line rounded-control text-12 max-h-96 overflow-auto border p-3 font-mono leading-5"
    >
      {text}
    </pre>
  );
}
