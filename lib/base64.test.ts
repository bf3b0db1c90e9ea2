import { expect, test } from "vitest";
import { base64Of } from "./base64";

test.each([0, 1, 2, 3, 255, 0x7fff, 0x8000, 0x8001, 300_000])(
  "%i bytes come out as Node writes them",
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 167) & 255);
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  },
);
