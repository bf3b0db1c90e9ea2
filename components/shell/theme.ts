/** Light, dark, or what the system says. Kept in a cookie, so that the first byte already has the right colours. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = "theme";

/** What a cookie says; anything unknown is the system's choice. */
export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
