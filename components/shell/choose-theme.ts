import { createStore } from "@/components/ui/store";
import { themeCookie, type Theme } from "./theme";

const yearSeconds = 31_536_000;

/** What was chosen on this page; before that the cookie says it, which only the server reads. */
export const chosenTheme = createStore<Theme | undefined>(undefined);

/** Changes the colours at once and remembers it. */
export function chooseTheme(theme: Theme): void {
  chosenTheme.set(theme);
  document.documentElement.dataset["theme"] = theme;
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
}
