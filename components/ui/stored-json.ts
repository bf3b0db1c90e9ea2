/**
 * JSON in the browser's storage that keeps bigint: amounts must come back as they went in. What cannot be
 * read any more (an older format, a full or forbidden storage) is treated as absent.
 */
const jsonIn = (storage: () => Storage) => ({
  read(key: string): unknown {
    try {
      const text = storage().getItem(key);
      return text === null ? undefined : (JSON.parse(text, revive) as unknown);
    } catch {
      return undefined;
    }
  },
  /** Whether it could be kept. */
  write(key: string, value: unknown): boolean {
    try {
      storage().setItem(key, JSON.stringify(value, replace));
      return true;
    } catch {
      return false;
    }
  },
  remove(key: string): void {
    try {
      storage().removeItem(key);
    } catch {
      // A storage that is forbidden holds nothing to remove.
    }
  },
});

/** For every tab of this browser, until it is removed. */
export const storedJson = jsonIn(() => localStorage);

/** For this tab alone, through reloads, until it is closed. */
export const tabJson = jsonIn(() => sessionStorage);

const replace = (_: string, value: unknown) =>
  typeof value === "bigint" ? { $bigint: value.toString() } : value;

const revive = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && "$bigint" in value ? BigInt(String(value.$bigint)) : value;
