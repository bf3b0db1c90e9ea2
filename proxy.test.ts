import { NextRequest } from "next/server";
import { afterEach, expect, test, vi } from "vitest";
import { proxy } from "./proxy";

afterEach(() => vi.unstubAllEnvs());

test("every page gets a nonce of its own, and Next and our layout get to know it", () => {
  const [first, second] = [setup("production"), setup("production")];
  expect(first.nonce).toMatch(/^[\w+/=]{40,}$/);
  expect(first.nonce).not.toBe(second.nonce);
  expect(first.forNext).toBe(first.policy);
  expect(first.forUs).toBe(first.nonce);
});

test("in production nothing inline runs or styles without the nonce, and nothing is evaluated", () => {
  const { policy } = setup("production");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("connect-src 'self';");
});

/** What a page's answer says under this environment. */
function setup(environment: string) {
  vi.stubEnv("NODE_ENV", environment);
  const { headers } = proxy(new NextRequest("http://localhost/rent"));
  const policy = headers.get("content-security-policy") ?? "";
  return {
    policy,
    nonce: /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1],
    forNext: headers.get("x-middleware-request-content-security-policy"),
    forUs: headers.get("x-middleware-request-x-nonce"),
  };
}
