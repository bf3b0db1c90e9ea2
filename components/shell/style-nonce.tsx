"use client";

/**
 * Libraries that put a style into the page (the scroll lock of dialogs) look here for the nonce that the
 * content security policy asks for. It is read from a script that this gateway rendered.
 */
export function StyleNonce() {
  if (typeof document !== "undefined")
    (globalThis as { __webpack_nonce__?: string | undefined }).__webpack_nonce__ =
      document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  return null;
}
