"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { useStore } from "@/components/ui/store";
import { chooseTheme, chosenTheme } from "./choose-theme";
import { themes, type Theme } from "./theme";

const looks = {
  system: { icon: Monitor, label: "Colours: as the system" },
  light: { icon: Sun, label: "Colours: light" },
  dark: { icon: Moon, label: "Colours: dark" },
};

/** Goes round light, dark and system, and remembers. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const theme = useStore(chosenTheme) ?? initial;
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!;
  return <IconButton {...looks[theme]} onClick={() => chooseTheme(next)} />;
}
