import type { NextConfig } from "next";

/** Sent with every answer. The content security policy needs a nonce and is made in `proxy.ts`. */
const securityHeaders = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "geolocation=(self), clipboard-write=(self), camera=(), microphone=(), payment=(), usb=()",
  "Strict-Transport-Security": "max-age=31536000",
};

/**
 * A worker obeys the policy that its own script came with. Those of a lent tab load code from here, compile
 * WebAssembly, and talk to this gateway alone.
 */
const workerPolicy = Object.entries({
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "worker-src": "'self'",
  "connect-src": "'self'",
})
  .map((directive) => directive.join(" "))
  .join("; ");

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run dev` is opened under either name of this machine.
  allowedDevOrigins: ["127.0.0.1"],
  turbopack: { root: import.meta.dirname },
  // Types are checked by `npm run check`, for the whole repository at once.
  typescript: { ignoreBuildErrors: true },
  // Every image is a drawing of our own: no optimiser, no remote address.
  images: { unoptimized: true },
  // Where people look for it first; pages with a content security policy of their own stand outside /api.
  redirects: async () => [{ source: "/api/reference", destination: "/reference", permanent: true }],
  headers: async () => [
    { source: "/:path*", headers: Object.entries(securityHeaders).map(([key, value]) => ({ key, value })) },
    {
      source: "/_next/static/:path*",
      headers: [{ key: "Content-Security-Policy", value: workerPolicy }],
    },
  ],
};

export default config;
