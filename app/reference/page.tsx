import type { Metadata } from "next";
import { Operation, type ApiOperation } from "@/components/reference/operation";
import { ReasonTable } from "@/components/reference/reason-table";
import { ButtonLink } from "@/components/ui/button";
import { PageHead, Section } from "@/components/ui/section";
import { paths } from "@/lib/paths";
import { openApiDocument } from "@/server/http/openapi-document";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every route of a gateway, what goes in and what comes out, and every reason code.",
};

export default async function ReferencePage() {
  const document = await openApiDocument();
  const groups = [...Map.groupBy(operationsOf(document.paths ?? {}), ({ tag }) => tag)];
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="API reference" aside={<ButtonLink href={paths.openApi}>OpenAPI document</ButtonLink>}>
        Pages, agents and command line use the same door. Everything is under <code>/api</code> of any
        gateway.
      </PageHead>
      <nav aria-label="Parts of the API">
        <ul className="flex flex-wrap gap-x-4">
          {[...groups.map(([tag]) => tag), reasonsTitle].map((tag) => (
            <li key={tag}>
              <a href={`#${anchorOf(tag)}`} className="link target inline-flex items-center">
                {tag}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Section title="How to call it">
        <div className="text-ink-2 measure flex flex-col gap-2">
          <p>
            Bodies and answers are JSON. Amounts are micro-dollars as strings of digits, so that none is ever
            rounded; instants are ISO 8601 in UTC.
          </p>
          <p>
            What belongs to a wallet wants the cookie that signing in sets (EIP-4361). What belongs to a
            device wants each request signed by the device’s key; the agent does that. Everything else is
            open.
          </p>
          <p>
            A refusal is JSON with a <code>code</code> from the list below, a <code>message</code> that says
            what happened and why, and <code>data.next</code>, which says what to do.
          </p>
        </div>
      </Section>
      {groups.map(([tag, operations]) => (
        <div key={tag} id={anchorOf(tag)} className="scroll-mt-20">
          <Section title={tag}>
            <div className="flex flex-col gap-2">
              {operations.map(({ method, path, operation }) => (
                <Operation key={`${method} ${path}`} {...{ method, path, operation }} />
              ))}
            </div>
          </Section>
        </div>
      ))}
      <div id={anchorOf(reasonsTitle)} className="scroll-mt-20">
        <Section title={reasonsTitle}>
          <ReasonTable />
        </Section>
      </div>
    </div>
  );
}

const reasonsTitle = "Reason codes";
const methods = ["get", "post", "put", "patch", "delete"] as const;

type Paths = NonNullable<Awaited<ReturnType<typeof openApiDocument>>["paths"]>;

function operationsOf(paths: Paths) {
  return Object.entries(paths).flatMap(([path, routes]) =>
    methods.flatMap((method) => {
      const operation = routes?.[method] as ApiOperation | undefined;
      return operation ? [{ method, path, operation, tag: operation.tags?.[0] ?? "Other" }] : [];
    }),
  );
}

const anchorOf = (tag: string) => tag.toLowerCase().replaceAll(/\W+/g, "-");
