import fc from "fast-check";
import { expect, test } from "vitest";
import {
  boundsOf,
  centred,
  isInSight,
  panned,
  resolutionOf,
  shareOf,
  viewAround,
  worldView,
  zoomed,
  zoomOf,
  type MapView,
} from "./map-view";
import { toMap } from "./mercator";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const far = fc.double({ min: -3, max: 3, noNaN: true });
const steps = fc.array(
  fc.oneof(
    fc
      .tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), share, share)
      .map((to) => (view: MapView) => zoomed(view, ...to)),
    fc.tuple(far, far).map((by) => (view: MapView) => panned(view, ...by)),
  ),
  { maxLength: 20 },
);

test("wherever one goes, the view stays in the world and keeps its shape", () =>
  fc.assert(
    fc.property(steps, (path) => {
      const view = path.reduce((from, step) => step(from), worldView);
      expect(view.width / view.height).toBeCloseTo(worldView.width / worldView.height, 6);
      expect(view.x).toBeGreaterThanOrEqual(0);
      expect(view.x + view.width).toBeLessThanOrEqual(worldView.width + 1e-6);
      expect(view.y).toBeGreaterThanOrEqual(worldView.y - 1e-6);
      expect(view.y + view.height).toBeLessThanOrEqual(worldView.y + worldView.height + 1e-6);
    }),
  ));

test("the point under the pointer stays under it", () => {
  const near = zoomed(worldView, 4, 0.5, 0.4);
  const nearer = zoomed(near, 2, 0.25, 0.75);
  expect(nearer.x + nearer.width * 0.25).toBeCloseTo(near.x + near.width * 0.25, 6);
  expect(nearer.y + nearer.height * 0.75).toBeCloseTo(near.y + near.height * 0.75, 6);
});

test("cells get finer the nearer one is", () => {
  const resolutions = [1, 3, 8, 20, 1000].map((factor) => resolutionOf(zoomed(worldView, factor)));
  expect(resolutions).toEqual([2, 3, 4, 5, 5]);
  expect(zoomOf(zoomed(worldView, 1000))).toBeCloseTo(40);
});

test("the bounds of a view hold it", () => {
  const berlin = toMap(52.5, 13.4);
  const { westE6, eastE6, southE6, northE6 } = boundsOf(centred(zoomed(worldView, 20), berlin));
  expect([westE6 < 13_400_000, eastE6 > 13_400_000, southE6 < 52_500_000, northE6 > 52_500_000]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(boundsOf(worldView)).toMatchObject({ westE6: -180_000_000, eastE6: 180_000_000 });
});

test("the bounds of a view at an edge of the world go on at the other one", () => {
  const fiji = boundsOf(centred(zoomed(worldView, 20), toMap(-17.7, 178)));
  const samoa = boundsOf(centred(zoomed(worldView, 20), toMap(-13.8, -172)));
  for (const { westE6, eastE6 } of [fiji, samoa]) {
    expect(westE6).toBeGreaterThan(150_000_000);
    expect(eastE6).toBeLessThan(-150_000_000);
  }
});

test("a view around points holds each of them and keeps its shape, and one place alone is not looked at from too near", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: -80, max: 80, noNaN: true }), far), { minLength: 1 }),
      (places) => {
        const points = places.map(([latitude, world]) => toMap(latitude, world * 180));
        const view = viewAround(points, 2.5, 6000);
        expect(view.width / view.height).toBeCloseTo(2.5, 6);
        expect(view.width).toBeGreaterThanOrEqual(6000);
        for (const [x, y] of points)
          if (y > worldView.y && y < worldView.y + worldView.height)
            expect(isInSight(view, [x, y])).toBe(true);
      },
    ),
  ));

test("what is in sight stays there while one comes nearer; what is not counts as the middle", () => {
  const berlin = toMap(52.5, 13.4);
  const near = zoomed(worldView, 16, ...shareOf(worldView, berlin));
  const [shareX, shareY] = shareOf(near, berlin);
  expect([shareX, shareY]).toEqual(shareOf(worldView, berlin).map((share) => expect.closeTo(share, 6)));
  expect(shareOf(near, toMap(-33.9, 151.2))).toEqual([0.5, 0.5]);
});
