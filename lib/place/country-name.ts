const names = new Intl.DisplayNames("en", { type: "region" });

/** "DE" → "Germany"; a code that nobody knows stays as it is. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}
