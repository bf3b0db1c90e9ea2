"use client";

import { useEffect, useRef, useState } from "react";
import type { Hex } from "viem";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import type { LogLine } from "@/components/ui/log-view";
import { leaseEventSchema, type Lease } from "@/lib/api/leases";
import { logBuffer, type LogPiece } from "./log-buffer";
import { fromBase64, sealQuery } from "./open-seal";

export type WatchedLease = {
  lease: Lease | undefined;
  lines: readonly LogLine[];
  /** Whether news arrive, are about to arrive again, or cannot arrive any more because all is said. */
  connection: "live" | "reconnecting" | "complete";
};

/**
 * A lease as it goes, from the gateway's event stream. The browser takes the stream up again by itself where
 * it broke off. Drawn at most once in a frame, however fast the log comes.
 */
export function useLease(id: Hex, initial?: Lease): WatchedLease {
  const [watched, setWatched] = useState<WatchedLease>({
    lease: initial,
    lines: [],
    connection: "reconnecting",
  });
  const frame = useRef(0);

  useEffect(() => {
    const log = logBuffer();
    let next: WatchedLease = { lease: initial, lines: log.lines, connection: "reconnecting" };
    // Sealed pieces are opened one after the other, because a log is read in the order in which it was written.
    let opening = Promise.resolve();
    let isLeft = false;
    const pushOpened = async (piece: LogPiece, before: Promise<void>) => {
      const [text] = await Promise.all([openPiece(id, piece), before]);
      log.push({ ...piece, text });
      if (!isLeft) draw();
    };
    const draw = () => {
      frame.current ||= requestAnimationFrame(() => {
        frame.current = 0;
        setWatched({ ...next });
      });
    };
    const events = new EventSource(`/api/leases/${id}/events`);
    events.addEventListener("open", () => {
      next.connection = "live";
      draw();
    });
    events.addEventListener("error", () => {
      if (next.connection !== "complete") next.connection = "reconnecting";
      draw();
    });
    events.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const event = leaseEventSchema.parse(JSON.parse(data));
      if (event.type === "lease") next = { ...next, lease: event.lease };
      else if (event.type === "log" && event.sealed) opening = pushOpened(event, opening);
      else if (event.type === "log") log.push(event);
      else {
        next.connection = "complete";
        // A stream that ended would be opened again for ever.
        events.close();
      }
      draw();
    });
    draw();
    return () => {
      isLeft = true;
      events.close();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
    // The first state is only a start; a later answer for the same lease comes through the stream.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [id]);

  return watched;
}

/** A piece of a sealed log in the clear: empty where this browser holds no key, and why where it does not open. */
async function openPiece(id: Hex, { stream, offset, text }: LogPiece): Promise<string> {
  try {
    const lease = await queryClient().ensureQueryData(api.leases.get.queryOptions({ input: { id } }));
    const seal = await queryClient().ensureQueryData(sealQuery(lease));
    return seal ? new TextDecoder().decode(await seal.open(stream, offset, fromBase64(text))) : "";
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `[A sealed piece could not be opened: ${why}. Load the page again.]\n`;
  }
}
