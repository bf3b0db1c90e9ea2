import { gpuClasses } from "./features";

/** A GPU as devices name it: model and memory. Orders ask for both, and there are few different ones. */
export type GpuKind = { model: string | null; memoryMib: number };

/**
 * The words of a registry as numbers: countries and kinds of GPU. Numbers are given in the order
 * in which words appear and never change, so that what is stored under them stays right.
 */
export class Catalogue {
  readonly countries = new Words<string>(1024, (country) => country);
  readonly gpuKinds = new Words<GpuKind>(65_536, ({ model, memoryMib }) => `${memoryMib} ${model ?? ""}`);
  readonly models = new Words<string>(65_536, (model) => model);
  /** What a GPU of each kind cost when the index first saw one, in micro-dollars an hour; at least 1. */
  readonly gpuPrices: number[] = [];

  constructor() {
    this.gpuKindOf({ model: null, memoryMib: 0 }, 0);
  }

  /**
   * The number of a kind of GPU. `gpuHour` becomes the kind's yardstick if it is new: any positive one
   * is right. Undefined when devices have named more kinds than there are numbers.
   */
  gpuKindOf(kind: GpuKind, gpuHour: number): number | undefined {
    if (this.gpuKinds.isFull && this.gpuKinds.find(kind) === undefined) return undefined;
    const number = this.gpuKinds.numberOf(kind);
    if (kind.model !== null) this.models.numberOf(kind.model);
    this.gpuPrices[number] ??= Math.max(1, gpuHour);
    return number;
  }

  /** The feature, among those of GPU models, under which a kind is found. */
  gpuClassOf(kind: number): number {
    const { model } = this.gpuKinds.words[kind]!;
    return model === null ? 0 : this.models.numberOf(model) % gpuClasses;
  }
}

/** Words by number and numbers by word. */
class Words<T> {
  readonly words: T[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly limit: number,
    private readonly nameOf: (word: T) => string,
  ) {}

  /** The word's number; a new one if it was never seen. Throws when there are more words than numbers. */
  numberOf(word: T): number {
    const name = this.nameOf(word);
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    if (this.words.length >= this.limit)
      throw new Error(`"${name}" is one word too many: this catalogue holds ${this.limit}.`);
    this.numbers.set(name, this.words.length);
    this.words.push(word);
    return this.words.length - 1;
  }

  get isFull(): boolean {
    return this.words.length >= this.limit;
  }

  /** The word's number, if it was ever seen. */
  find(word: T): number | undefined {
    return this.numbers.get(this.nameOf(word));
  }
}
