import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Deployment } from "@/lib/chain/deployment";
import type { Home } from "./home";

/**
 * Writes down where the contracts are. Balances and tabs of this market belong to the contracts it was
 * made with; if their code has changed since, going on would show money that the new ones do not hold.
 */
export function keepDeployment(home: Home, deployment: Deployment): string {
  const text = `${JSON.stringify(deployment, null, 2)}\n`;
  if (existsSync(home.deploymentFile) && readFileSync(home.deploymentFile, "utf8") !== text) {
    throw new Error(
      'The contracts have changed since this local market was made. "npm run reset" wipes it and begins anew; or go back to the version that made it.',
    );
  }
  writeFileSync(home.deploymentFile, text);
  return home.deploymentFile;
}
