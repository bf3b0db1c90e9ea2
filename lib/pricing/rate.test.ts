import fc from "fast-check";
import { expect, test } from "vitest";
import { ratePerHourDown } from "./rate";

const prices = { vcpuHour: 12_000, gibHour: 3_000, gpuHour: 400_000 };

test("two vCPU and half a GiB", () =>
  expect(ratePerHourDown({ cpuMillis: 2000, memoryMib: 512, diskMib: 0, gpus: 0 }, prices)).toBe(25_500));

test("more of anything never costs less", () => {
  const amounts = fc.record({
    cpuMillis: fc.nat(512_000),
    memoryMib: fc.nat(4_194_304),
    diskMib: fc.constant(0),
    gpus: fc.nat(16),
  });
  const one = fc.nat(1_000_000_000);
  fc.assert(
    fc.property(amounts, amounts, one, one, one, (a, b, vcpuHour, gibHour, gpuHour) => {
      const more = {
        cpuMillis: Math.max(a.cpuMillis, b.cpuMillis),
        memoryMib: Math.max(a.memoryMib, b.memoryMib),
        diskMib: 0,
        gpus: Math.max(a.gpus, b.gpus),
      };
      const p = { vcpuHour, gibHour, gpuHour };
      return (
        ratePerHourDown(more, p) >= ratePerHourDown(a, p) && Number.isSafeInteger(ratePerHourDown(more, p))
      );
    }),
  );
});
