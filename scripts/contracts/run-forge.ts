import { forge } from "./forge";

/** `npm run contracts:test -- --match-test NAME`: Forge in the folder of the contracts, with its own exit code. */
const { code } = await forge(process.argv.slice(2), { show: true });
process.exitCode = code;
