import { NextResponse, type NextRequest } from "next/server";

/** Every page gets its own nonce, so that only what this gateway rendered may run or style. */
export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  // Next reads the nonce from the policy of the request and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  // And `app/layout.tsx` reads it here for a script of ours.
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: [
    {
      source: "/((?!api/|_next/static|_next/image|icon|apple-icon|favicon).*)",
      missing: [{ type: "header", key: "next-router-prefetch" }],
    },
  ],
};

/** SHA-256 of `display:none`. */
const displayNoneHash = "'sha256-aqNNdDLnnrDOnTNdkJpYlAxKVJtLt9CtFLklmInuUAE='";

/**
 * Nothing from anywhere else: no script, style, frame, font or connection. In development React needs
 * `eval` for its stack traces and the hot reload its web socket.
 */
function contentSecurityPolicy(nonce: string, development: boolean): string {
  return Object.entries({
    "default-src": "'none'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // React hides what it streams in pieces with this one attribute, and with no other.
    "style-src-attr": development ? "'unsafe-inline'" : `'unsafe-hashes' ${displayNoneHash}`,
    "style-src": development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": `'self'${development ? " ws:" : ""}`,
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}
