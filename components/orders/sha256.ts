/** SHA-256 in 64 hex digits, as the gateway names an upload. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const utf8 = (text: string) => new TextEncoder().encode(text);
