import { describe, expect, test } from "vitest";
import { RunStop } from "@/lib/sandbox/run-stop";
import { TestGuest } from "@/lib/sandbox/testing/test-guest";
import { costs } from "@/lib/sandbox/wasm/costs";
import { wasiSignatures, type WasiName } from "./signatures";

describe("what a workload is given", () => {
  test("arguments and environment, closed by zeros", () => {
    const guest = new TestGuest({ args: ["prog", "ä", "with\0zero"], env: { B: "2", A: "1=x" } });
    expect(guest.call("args_sizes_get", 0, 4)).toBe("success");
    expect([guest.view.getUint32(0, true), guest.view.getUint32(4, true)]).toEqual([3, 5 + 3 + 9]);
    expect(guest.call("args_get", 0, 100)).toBe("success");
    expect(guest.text(100, 17)).toBe("prog\0ä\0withzero\0");
    expect(guest.view.getUint32(4, true)).toBe(105);
    guest.call("environ_get", 0, 100);
    expect(guest.text(100, 10)).toBe("A=1=x\0B=2\0");
  });

  test("a clock that begins at the given instant and runs on fuel", () => {
    const guest = new TestGuest({ startsAtMs: 5_000 });
    const now = (id: number) => {
      expect(guest.call("clock_time_get", id, 0n, 0)).toBe("success");
      return guest.view.getBigUint64(0, true);
    };
    const first = now(0);
    expect(first - 5_000_000_000n).toBeLessThan(1_000n);
    guest.fuel.value -= 16_000_000n;
    expect(now(0) - first).toBeGreaterThanOrEqual(1_000_000n);
    expect(now(1)).toBeLessThan(2_000_000n);
    expect(guest.call("clock_time_get", 4, 0n, 0)).toBe("invalid");
  });

  test("sleep that takes no time of the machine's and all of it on the clock", () => {
    const guest = new TestGuest();
    const hour = 3_600_000_000_000n;
    const subscription = new DataView(new ArrayBuffer(48));
    subscription.setBigUint64(0, 77n, true);
    subscription.setUint32(16, 1, true);
    subscription.setBigUint64(24, hour, true);
    const [at] = guest.place(new Uint8Array(subscription.buffer));
    expect(guest.call("poll_oneoff", at, 512, 1, 0)).toBe("success");
    expect([guest.view.getUint32(0, true), guest.view.getBigUint64(512, true)]).toEqual([1, 77n]);
    guest.call("clock_time_get", 1, 0n, 0);
    expect(guest.view.getBigUint64(0, true)).toBeGreaterThanOrEqual(hour);
  });

  test("randomness that is the same for the same seed and no other", () => {
    const random = (fill: number) => {
      const guest = new TestGuest({ seed: new Uint8Array(32).fill(fill) });
      guest.call("random_get", 0, 64);
      return Buffer.from(guest.bytes(0, 64)).toString("hex");
    };
    expect(random(1)).toBe(random(1));
    expect(random(1)).not.toBe(random(2));
    expect(new Set(random(0).match(/../g)).size).toBeGreaterThan(40);
  });

  test("no sockets", () => {
    const guest = new TestGuest();
    expect(guest.call("sock_accept", 3, 0, 0)).toBe("notSupported");
    expect(guest.call("sock_send", 3, 0, 0, 0, 0)).toBe("notSupported");
  });

  test("signals end it, as a shell would tell", () => {
    const guest = new TestGuest();
    expect(() => guest.call("proc_raise", 6)).toThrow(
      expect.objectContaining({ end: "exit", exitCode: 134 }),
    );
    expect(() => guest.call("proc_exit", 3)).toThrow(expect.objectContaining({ end: "exit", exitCode: 3 }));
  });
});

describe("limits", () => {
  const until = (refusal: string, attempt: (i: number) => string | number): number => {
    for (let i = 0; i < 10_000; i++) if (attempt(i) === refusal) return i;
    throw new Error(`${refusal} never came`);
  };

  test("open files", () => {
    const guest = new TestGuest({ limits: { openFiles: 10 } });
    expect(until("tooManyOpen", (i) => guest.open(`f${i}`, { create: true }))).toBe(6);
    // The file that could not be opened was not made either.
    expect(Object.keys(guest.files())).toHaveLength(6);
  });

  test("files and directories", () => {
    const guest = new TestGuest({ limits: { fileCount: 20 } });
    const make = (i: number) => {
      if (i % 2) return guest.path("path_create_directory", `d${i}`);
      const fd = guest.open(`f${i}`, { create: true });
      return typeof fd === "number" ? guest.call("fd_close", fd) : fd;
    };
    expect(until("noSpace", make)).toBe(20);
    guest.path("path_unlink_file", "f0");
    expect(guest.open("again", { create: true })).toBeTypeOf("number");
  });

  test("bytes of files, however they come about", () => {
    const guest = new TestGuest({ limits: { diskMib: 1 } });
    const fd = guest.fd("f", { create: true });
    expect(guest.call("fd_filestat_set_size", fd, 100n << 30n)).toBe("noSpace");
    expect(guest.call("fd_allocate", fd, 0n, (1n << 20n) + 1n)).toBe("noSpace");
    guest.call("fd_seek", fd, 512n << 30n, 0, 0);
    expect(guest.write(fd, "x")).toBe("noSpace");
    expect(guest.call("fd_allocate", fd, 0n, 1n << 20n)).toBe("success");
    expect(guest.write(guest.fd("g", { create: true }), "x")).toBe("noSpace");
  });

  test("room is given back when files shrink or go", () => {
    const guest = new TestGuest({ limits: { diskMib: 1 } });
    for (let i = 0; i < 50; i++) {
      const fd = guest.fd("f", { create: true });
      expect(guest.call("fd_allocate", fd, 0n, 1n << 20n)).toBe("success");
      if (i % 2) expect(guest.call("fd_filestat_set_size", fd, 0n)).toBe("success");
      guest.call("fd_close", fd);
      expect(guest.path("path_unlink_file", "f")).toBe("success");
    }
  });

  test("pieces of one write: a million of them are refused before they are looked at", () => {
    const guest = new TestGuest();
    expect(guest.call("fd_write", 1, 0, 16_777_216, 0)).toBe("invalid");
    expect(guest.call("fd_write", 1, 0, 1_025, 0)).toBe("invalid");
    expect(guest.fuel.value).toBe(100_000_000n - 2n * BigInt(costs.hostCall));
  });

  test("host calls, and fuel for each", () => {
    const guest = new TestGuest({ limits: { hostCalls: 3 } });
    for (let i = 0; i < 3; i++) guest.call("sched_yield");
    expect(guest.fuel.value).toBe(100_000_000n - 3n * BigInt(costs.hostCall));
    expect(() => guest.call("sched_yield")).toThrow(expect.objectContaining({ end: "host-call-limit" }));
  });
});

describe("a workload that lies about where things are", () => {
  const names = Object.keys(wasiSignatures) as WasiName[];
  const wild = [0, 1, 3, 4, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 262_143, 262_144, 262_140];

  test("gets an errno from every function, or ends by its own doing", () => {
    const guest = new TestGuest({ files: [{ path: "f", bytes: new Uint8Array(10) }], args: ["a"] });
    guest.fd("f");
    for (const name of names) {
      for (const value of wild) {
        const args = Array.from(wasiSignatures[name], (letter) =>
          letter === "I" ? BigInt(value) << 31n : value,
        );
        expect(outcomeOf(() => guest.call(name, ...args))).toMatch(/^(errno|stop)$/);
      }
    }
  });

  test("gets a fault for an address outside, also one that memory grew away from", () => {
    const guest = new TestGuest();
    expect(guest.call("random_get", 262_140, 5)).toBe("fault");
    expect(guest.call("random_get", 262_140, 4)).toBe("success");
    guest.memory.grow(1);
    expect(guest.call("random_get", 262_140, 5)).toBe("success");
    expect(guest.call("args_sizes_get", 0xffff_fffc, 0)).toBe("fault");
  });

  function outcomeOf(run: () => string): string {
    try {
      return /^errno \d+$/.test(run()) ? "an errno without a name" : "errno";
    } catch (error) {
      if (error instanceof RunStop) return "stop";
      throw error;
    }
  }
});
