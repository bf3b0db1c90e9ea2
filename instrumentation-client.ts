/**
 * Runs in the browser before anything else of ours, and tells libraries what the content security policy
 * of `proxy.ts` lets them do.
 */
const allowed = globalThis as {
  __zod_globalConfig?: { jitless?: boolean };
  __webpack_nonce__?: string | undefined;
};

// zod would compile its parsers with `eval`; it is not even to try.
allowed.__zod_globalConfig = { jitless: true };

// The scroll lock of dialogs puts a style into the page. It looks here for the nonce of this page.
allowed.__webpack_nonce__ = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
