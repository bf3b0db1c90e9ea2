/** Where the market of the browser tests is: one that runs already (`AMBIT_E2E_URL`), or the one that the tests bring up. */
export const marketUrl = process.env.AMBIT_E2E_URL ?? "http://localhost:3911";
