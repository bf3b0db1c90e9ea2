import fc from "fast-check";
import { expect, test } from "vitest";
import { fitNetworkPlace } from "./network-place";
import { distanceKm, estimateRttMicros, type Place } from "./place";

const at = (lat: number, lng: number): Place => ({ latE6: lat * 1e6, lngE6: lng * 1e6 });
const landmarks = [
  at(52.5, 13.4),
  at(40.4, -3.7),
  at(59.3, 18.1),
  at(41, 29),
  at(51.5, -0.1),
  at(38.7, -9.1),
];

const measuredFrom = (device: Place, accessRttMicros: number) =>
  landmarks.map((from) => ({ from, rttMicros: estimateRttMicros(from, device, accessRttMicros) }));

test("a device that claims another city is put where its round trips say", () => {
  const [paris, warsaw] = [at(48.86, 2.35), at(52.23, 21.01)];
  const fitted = fitNetworkPlace(warsaw, measuredFrom(paris, 9_000))!;
  expect(distanceKm(fitted, paris)).toBeLessThan(100);
  expect(fitted.accessRttMicros).toBeGreaterThan(7_000);
  expect(fitted.accessRttMicros).toBeLessThan(11_000);
});

test("anywhere in Europe, what is estimated afterwards is within 1 ms of what was measured", () => {
  const anywhere = fc.record({
    lat: fc.integer({ min: 37, max: 60 }),
    lng: fc.integer({ min: -8, max: 30 }),
  });
  fc.assert(
    fc.property(anywhere, anywhere, fc.integer({ min: 0, max: 30_000 }), (true_, claimed, access) => {
      const measured = measuredFrom(at(true_.lat, true_.lng), access);
      const fitted = fitNetworkPlace(at(claimed.lat, claimed.lng), measured)!;
      for (const { from, rttMicros } of measured)
        expect(Math.abs(estimateRttMicros(from, fitted, fitted.accessRttMicros) - rttMicros)).toBeLessThan(
          1_000,
        );
    }),
  );
});

test("two landmarks do not make a place, and neither does one that measured three times", () => {
  const measured = measuredFrom(at(48.86, 2.35), 0);
  expect(fitNetworkPlace(at(0, 0), measured.slice(0, 2))).toBeUndefined();
  expect(fitNetworkPlace(at(0, 0), [measured[0]!, measured[0]!, measured[0]!])).toBeUndefined();
});
