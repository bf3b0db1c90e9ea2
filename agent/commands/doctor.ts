import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AgentConfig } from "@/agent/config";
import { openDrivers } from "@/agent/drivers";
import { loadIdentity } from "@/agent/identity";
import { inspectHardware } from "@/agent/inspect-hardware";
import { readBenchmark } from "@/agent/measure/kept-benchmark";
import { readTemperatureC } from "@/agent/read-temperature";
import { benchmarkLines } from "@/lib/devices/benchmark-lines";
import { hoursText, isWithinHours } from "@/lib/devices/operating-hours";

type Finding = { verdict: "ok" | "warn" | "fail"; text: string };

/** The gateway refuses a request whose clock is further away. */
const clockSkewMsMax = 60_000;
const answerMsMax = 10_000;

/** Looks at everything that keeps a device from earning, and says what to do. Exit code 1 when something does. */
export async function doctor(config: AgentConfig): Promise<void> {
  const home = resolve(config.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const findings = [
    ...keyFindings(home),
    ...resourceFindings(config, home),
    ...limitFindings(config),
    measuredFinding(config, home),
    ...(await gatewayFindings(config.gateway)),
    ...(await sandboxFindings(config)),
  ];
  for (const { verdict, text } of findings) console.log(`${verdict.padEnd(6)}${text}`);
  if (findings.some(({ verdict }) => verdict === "fail")) process.exitCode = 1;
}

function keyFindings(home: string): Finding[] {
  if (!existsSync(resolve(home, "device-key.pem")))
    return [{ verdict: "warn", text: "There is no device key yet. Make it: npm run device -- init" }];
  try {
    return [{ verdict: "ok", text: `device ${loadIdentity(home).device}, its key is readable by you alone` }];
  } catch (error) {
    return [{ verdict: "fail", text: error instanceof Error ? error.message : String(error) }];
  }
}

function resourceFindings({ offered }: AgentConfig, home: string): Finding[] {
  const { cpuCores, memoryMib, diskFreeMib, cpuModel } = inspectHardware(home);
  const cores = offered.cpuMillis / 1000;
  const over: [boolean, string][] = [
    [cores > cpuCores, `AMBIT_CORES offers ${cores} cores, and there are ${cpuCores}`],
    [
      offered.memoryMib > memoryMib,
      `AMBIT_MEMORY_MIB offers ${offered.memoryMib}, and there are ${memoryMib}`,
    ],
    [offered.diskMib > diskFreeMib, `AMBIT_DISK_MIB offers ${offered.diskMib}, and ${diskFreeMib} are free`],
  ];
  const failed = over.filter(([holds]) => holds).map(([, text]): Finding => ({ verdict: "fail", text }));
  const offer = `${cores} cores, ${offered.memoryMib} MiB of memory, ${offered.diskMib} MiB of disk`;
  return failed.length > 0 ? failed : [{ verdict: "ok", text: `offers ${offer} (${cpuModel})` }];
}

function limitFindings({ limits: { hours, temperatureMaxC }, thermalFolder }: AgentConfig): Finding[] {
  const findings: Finding[] = [];
  if (hours) {
    const now = isWithinHours(hours, Date.now()) ? "which it is" : "which it is not now";
    findings.push({ verdict: "ok", text: `takes leases in its hours, ${hoursText(hours)}, ${now}` });
  }
  if (temperatureMaxC === null) return findings;
  const celsius = readTemperatureC(thermalFolder);
  return [
    ...findings,
    celsius === null
      ? {
          verdict: "warn",
          text: `${thermalFolder} tells no temperature, so the ceiling of ${temperatureMaxC} °C is not kept`,
        }
      : {
          verdict: "ok",
          text: `takes leases up to ${temperatureMaxC} °C; it is at ${Math.round(celsius)} °C`,
        },
  ];
}

function measuredFinding({ offered }: AgentConfig, home: string): Finding {
  const measured = readBenchmark(home, inspectHardware(home), offered.cpuMillis / 1000, Date.now());
  if (!measured) return { verdict: "ok", text: "not measured yet: the agent does it when it starts" };
  const figures = benchmarkLines(measured).map(({ what, figure }) => `${what} ${figure}`);
  return { verdict: "ok", text: `measured on ${measured.at.slice(0, 10)}: ${figures.join(", ")}` };
}

async function gatewayFindings(gateway: string): Promise<Finding[]> {
  try {
    const sentMs = Date.now();
    const answer = await fetch(new URL("/api/health", gateway), { signal: AbortSignal.timeout(answerMsMax) });
    await answer.arrayBuffer();
    const tripMs = Date.now() - sentMs;
    const theirMs = Date.parse(answer.headers.get("date") ?? "");
    const skewMs = Math.abs(theirMs - (sentMs + tripMs / 2));
    const isFar = skewMs > clockSkewMsMax - tripMs;
    return [
      { verdict: "ok", text: `${gateway} answers in ${tripMs} ms` },
      isFar
        ? {
            verdict: "fail",
            text: `this machine's clock is ${Math.round(skewMs / 1000)} s from the gateway's: set it, or every request is refused`,
          }
        : { verdict: "ok", text: "this machine's clock agrees with the gateway's" },
    ];
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return [
      { verdict: "fail", text: `${gateway} does not answer: ${why}. Set AMBIT_GATEWAY to one that does.` },
    ];
  }
}

async function sandboxFindings({ workloads }: AgentConfig): Promise<Finding[]> {
  // A place of its own: the agent of this home may be running, and its sandboxes are not to be touched.
  const place = mkdtempSync(join(tmpdir(), "ambit-doctor-"));
  const drivers = await openDrivers(place, workloads);
  try {
    const kinds = drivers.reports.map(({ runs, grade }): Finding => ({
      verdict: grade >= 2 ? "ok" : "warn",
      text: `${runs} runs at isolation grade ${grade}`,
    }));
    const warnings = new Set(drivers.reports.flatMap((report) => report.warnings));
    const missing = drivers.missing.map(({ kind, why }): Finding => ({
      verdict: "fail",
      text: `${kind} does not run here: ${why}`,
    }));
    const given: Finding[] = drivers.gpus.map(({ model, memoryMib }) => ({
      verdict: "ok",
      text: `containers can have a ${model} with ${memoryMib} MiB`,
    }));
    return [
      ...missing,
      ...kinds,
      ...given,
      ...[...warnings].map((text): Finding => ({ verdict: "warn", text })),
    ];
  } finally {
    await drivers.close();
    rmSync(place, { recursive: true, force: true });
  }
}
