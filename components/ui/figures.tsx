import { clsx } from "clsx";
import { formatDuration } from "@/lib/time/duration";

/**
 * A length of time in its two largest units; to the millisecond on hover. One that still `grows` has grown by the time
 * the browser takes the page over.
 */
export function Duration({ ms, grows = false }: { ms: number; grows?: boolean }) {
  return (
    <span
      suppressHydrationWarning={grows}
      data-hint={ms < 1000 ? undefined : `${(ms / 1000).toLocaleString("en-GB")} s`}
      className="whitespace-nowrap"
    >
      {ms < 1 ? "under 1 ms" : formatDuration(ms)}
    </span>
  );
}

/** A size in binary units; the exact number of bytes on hover. */
export function Bytes({ bytes }: { bytes: number }) {
  return (
    <span data-hint={`${bytes.toLocaleString("en-GB")} bytes`} className="whitespace-nowrap">
      {formatBytes(bytes)}
    </span>
  );
}

/** "3.5 GiB": three digits are enough to choose by. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 || Number.isInteger(value) ? value : value.toPrecision(3)} ${units[step]}`;
}

/** A round trip. Estimated from the distance until somebody measured it. */
export function RoundTrip({ micros, estimated }: { micros: number; estimated: boolean }) {
  const ms = micros / 1000;
  return (
    <span
      data-hint={estimated ? "Estimated from the distance and the device's own access time." : "Measured."}
      className={clsx("whitespace-nowrap", estimated && "estimated")}
    >
      {estimated && "≈ "}
      {ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms
    </span>
  );
}
