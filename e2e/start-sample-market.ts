import { spawn } from "node:child_process";
import startMarket from "./start-market";

/** Brings up a market of its own and fills it with sample data; its devices stay online until it is stopped. */
export default async function startSampleMarket(): Promise<() => Promise<void>> {
  const stopMarket = await startMarket();
  const home = process.env.AMBIT_E2E_HOME;
  if (!home)
    throw new Error("Pictures of a full market are taken from one of their own: unset AMBIT_E2E_URL.");
  const seed = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/seed-sample.ts"],
    { env: { ...process.env, AMBIT_HOME: home }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = new Promise((resolve) => seed.once("exit", resolve));
  const stop = async () => {
    seed.kill("SIGTERM");
    await ended;
    await stopMarket();
  };
  let said = "";
  const filled = new Promise<boolean>((resolve) => {
    for (const stream of [seed.stdout, seed.stderr])
      stream.on("data", (data: Buffer) => {
        said += data.toString();
        if (said.includes("Sample devices stay online")) resolve(true);
      });
    void ended.then(() => resolve(false));
  });
  if (await filled) return stop;
  await stop();
  throw new Error(`The market was not filled:\n${said}`);
}
