"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { themeCookie, themes, type Theme } from "./theme";

const looks = {
  system: { icon: Monitor, label: "Colours: as the system" },
  light: { icon: Sun, label: "Colours: light" },
  dark: { icon: Moon, label: "Colours: dark" },
};

const yearSeconds = 31_536_000;

/** Goes round light, dark and system, and remembers. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!;
  const change = () => {
    setTheme(next);
    document.documentElement.dataset["theme"] = next;
    document.cookie = `${themeCookie}=${next}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
  };
  return <IconButton {...looks[theme]} onClick={change} />;
}
