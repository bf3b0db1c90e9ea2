import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { matches, pages, recentPlaces, rememberPlace } from "./entries";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const place = (number: number) => ({ href: `/leases/${number}`, label: `Lease ${number}`, kind: "Lease" });

test("what is typed is found in any order and in any letters, and only all of it", () => {
  expect(matches("Your leases", "LEASE your")).toBe(true);
  expect(matches("Your leases", "lease stake")).toBe(false);
  expect(matches("Your leases", "")).toBe(true);
});

test("no two pages are called alike or stand at the same address", () => {
  expect(new Set(pages.map(({ label }) => label)).size).toBe(pages.length);
  expect(new Set(pages.map(({ href }) => href)).size).toBe(pages.length);
});

test("the newest six places are remembered, each once", () => {
  for (const number of [1, 2, 3, 4, 5, 6, 7, 3]) rememberPlace(place(number));
  expect(recentPlaces().map(({ href }) => href)).toEqual(
    [3, 7, 6, 5, 4, 2].map((number) => `/leases/${number}`),
  );
});

test("what leads out of the site, or is no place at all, is not taken from what was kept", () => {
  const kept = [
    place(1),
    { ...place(2), href: "https://elsewhere.example" },
    { ...place(3), href: "//x" },
    7,
    null,
  ];
  localStorage.setItem("ambit.recent", JSON.stringify(kept));
  expect(recentPlaces()).toEqual([place(1)]);
  localStorage.setItem("ambit.recent", "no JSON");
  expect(recentPlaces()).toEqual([]);
});
