import { Landmark, Radar, ServerCog, Zap, type LucideIcon } from "lucide-react";
import { paths } from "@/lib/paths";

/** Who the site is for, each with the one word that leads there. */
export const audiences: readonly {
  href: string;
  label: string;
  icon: LucideIcon;
  under: readonly string[];
}[] = [
  { href: paths.rent, label: "Rent", icon: Zap, under: [paths.rent, paths.leases] },
  { href: paths.operate, label: "Operate", icon: ServerCog, under: [paths.operate] },
  { href: paths.govern, label: "Govern", icon: Landmark, under: [paths.govern] },
  { href: paths.network, label: "Network", icon: Radar, under: [paths.network] },
];
