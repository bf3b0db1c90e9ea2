import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** The cookie holds a random token; the database only its hash. `__Host-` where there is TLS: no other host can set it. */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith("https:") ? "__Host-ambit" : "ambit";
}

/** In hexadecimal: people hand tokens to commands, and one that begins with a dash is taken for a flag. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString("hex");
  return { token, tokenHash: hashToken(token) };
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The token in a Cookie header, if there is one. */
export function tokenIn(cookies: string | null, publicUrl: string): string | undefined {
  const prefix = `${cookieName(publicUrl)}=`;
  const found = cookies
    ?.split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix));
  return found?.slice(prefix.length) || undefined;
}

/** The Set-Cookie that signs in, or out when there is no token. Strict: no other site can make the browser send it. */
export function setCookie(publicUrl: string, token: string | undefined, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${cookieName(publicUrl)}=${token ?? ""}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${token ? maxAgeSeconds : 0}${secure}`;
}
