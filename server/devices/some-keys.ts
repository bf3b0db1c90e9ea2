import "server-only";
import { randomInt, type KeyObject } from "node:crypto";
import type { Hex } from "viem";

/**
 * The keys of some devices, so many at most. Where it is full a new one takes the place of any other, by chance: the
 * one that came first, or was used least, is the next to call where more devices than it holds call in turn.
 */
export class SomeKeys {
  private readonly keys = new Map<Hex, KeyObject>();
  private readonly devices: Hex[] = [];

  constructor(private readonly keysMax: number) {}

  get size(): number {
    return this.keys.size;
  }

  get(device: Hex): KeyObject | undefined {
    return this.keys.get(device);
  }

  set(device: Hex, key: KeyObject): void {
    if (!this.keys.has(device)) {
      const place = this.size < this.keysMax ? this.size : randomInt(this.keysMax);
      const before = this.devices[place];
      if (before) this.keys.delete(before);
      this.devices[place] = device;
    }
    this.keys.set(device, key);
  }
}
