import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadIdentity, type Identity } from "@/agent/identity";

/** A device's own key. Its home is gone at once: a process reads it only when it starts. */
export function newIdentity(): Identity {
  const home = mkdtempSync(join(tmpdir(), "ambit-device-"));
  try {
    return loadIdentity(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
