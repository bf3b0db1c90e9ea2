/* oxlint-disable jsx-a11y/prefer-tag-over-role --
   a list that a text field drives (the combobox of WAI-ARIA) has no tags of its own. */
"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useRouter } from "next/navigation";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { signOut } from "@/components/account/sign-out";
import { api } from "@/components/api/api";
import { QueryProvider } from "@/components/api/query-provider";
import { foundKinds } from "@/components/network/found-kinds";
import { Failure } from "@/components/reasons/failure";
import { chooseTheme } from "@/components/shell/choose-theme";
import { startFlow } from "@/components/transactions/flow-store";
import { Dialog } from "@/components/ui/dialog";
import { shortHex } from "@/components/ui/short-hex";
import { TextInput } from "@/components/ui/text-input";
import { useSettled } from "@/components/ui/use-settled";
import { matches, pages, recentPlaces, rememberPlace, type Place } from "./entries";

export type PaletteProps = { signedIn: boolean; onClose: () => void };

type Entry = { key: string; label: string; kind: string; choose: () => void | Promise<void> };
type Group = { name: string; entries: readonly Entry[] };

const restMs = 150;

/** Goes to a page, a device, a lease, a wallet, a transaction or a proposal, or changes a setting, all by keys. */
export default function Palette(props: PaletteProps) {
  return (
    <QueryProvider>
      <Dialog open onOpenChange={(open) => !open && props.onClose()} title="Find or go to">
        <Finder {...props} />
      </Dialog>
    </QueryProvider>
  );
}

function Finder({ signedIn, onClose }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  /** The entry that was pointed at or gone to with the arrows; what is added around it leaves it chosen. */
  const [chosen, setChosen] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const input = useRef<HTMLDivElement>(null);
  const list = useId();
  const typed = text.trim();
  const asked = useSettled(typed, restMs);
  const found = useQuery({
    ...api.network.search.queryOptions({ input: { q: asked } }),
    enabled: asked !== "",
  });
  // What was found for the text of a moment ago is no answer to this one.
  const answered = typed !== "" && asked === typed;
  useEffect(() => input.current?.querySelector("input")?.focus(), []);

  const go = (place: Place): Entry => ({
    key: place.href,
    label: place.label,
    kind: place.kind,
    choose: () => {
      rememberPlace(place);
      onClose();
      router.push(place.href);
    },
  });
  const settings = settingsFor(signedIn, () => router.refresh());
  const groups: Group[] = (
    typed === ""
      ? [
          { name: "Recent", entries: recentPlaces().map(go) },
          { name: "Pages", entries: pages.map(go) },
          { name: "Settings", entries: settings },
        ]
      : [
          { name: "Pages", entries: pages.filter(({ label }) => matches(label, typed)).map(go) },
          { name: "Settings", entries: settings.filter(({ label }) => matches(label, typed)) },
          // Last, because it comes last: nothing moves under who is about to press Enter.
          {
            name: "Found",
            entries: answered ? (found.data ?? []).map((thing) => go(placeOf(thing))) : [],
          },
        ]
  ).filter(({ entries }) => entries.length > 0);
  const all = groups.flatMap(({ name, entries }) =>
    entries.map((entry) => ({ ...entry, id: `${list}-${name}-${entry.key}` })),
  );
  const here = Math.max(
    0,
    all.findIndex(({ id }) => id === chosen),
  );

  const choose = async (entry: Entry | undefined) => {
    if (!entry) return;
    try {
      await entry.choose();
      onClose();
    } catch (error) {
      setFailed(error);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    // Home and End move in the text as long as there is one to move in.
    if (to !== undefined && !(text !== "" && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      setChosen(all[(to + all.length) % all.length]?.id);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      void choose(all[here]);
    }
  };

  return (
    <div ref={input} className="flex flex-col gap-3 pt-1">
      <TextInput
        role="combobox"
        aria-label="Find a device, lease, wallet, transaction, proposal, page or setting"
        aria-autocomplete="list"
        aria-expanded={all.length > 0}
        aria-controls={list}
        aria-activedescendant={all[here]?.id}
        maxLength={100}
        placeholder="A name, a page, 0x…"
        value={text}
        onValue={(now) => {
          setText(now);
          setChosen(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <output className="text-13 text-ink-2 min-h-5">
        {typed !== "" && present(all.length, answered ? found.status : "pending")}
      </output>
      {found.isError && answered && (
        <Failure
          error={found.error}
          still="Pages and settings are found without it."
          onRetry={() => void found.refetch()}
        />
      )}
      {failed !== undefined && <Failure error={failed} />}
      <div id={list} role="listbox" aria-label="Results" className="h-[45dvh] overflow-y-auto sm:h-80">
        {groups.map(({ name, entries }) => (
          <div key={name} role="group" aria-labelledby={`${list}-${name}`} className="pb-2">
            <p id={`${list}-${name}`} role="presentation" className="text-12 text-ink-3 px-2 py-1">
              {name}
            </p>
            {entries.map((entry) => {
              const id = `${list}-${name}-${entry.key}`;
              return (
                <Option
                  key={entry.key}
                  id={id}
                  entry={entry}
                  chosen={all[here]?.id === id}
                  onPoint={() => setChosen(id)}
                  onChoose={() => void choose(entry)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

type OptionProps = { id: string; entry: Entry; chosen: boolean; onPoint: () => void; onChoose: () => void };

/** The keyboard stays in the field and says from there which option is meant; a pointer presses it. */
function Option({ id, entry: { label, kind }, chosen, onPoint, onChoose }: OptionProps) {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) own.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={own}
      id={id}
      role="option"
      aria-selected={chosen}
      onPointerMove={chosen ? undefined : onPoint}
      onClick={onChoose}
      className={clsx(
        "rounded-control flex min-h-10 cursor-pointer items-center justify-between gap-4 px-2 pointer-fine:min-h-8",
        chosen && "bg-hover",
      )}
    >
      <span className="min-w-0 truncate">{label}</span>
      {kind !== "Page" && kind !== "Setting" && <span className="text-12 text-ink-2 shrink-0">{kind}</span>}
    </div>
  );
}

const placeOf = ({
  kind,
  id,
  title,
}: {
  kind: keyof typeof foundKinds;
  id: string;
  title: string;
}): Place => ({
  href: foundKinds[kind].path(id),
  label: title.startsWith("0x") ? shortHex(title) : title,
  kind: foundKinds[kind].word,
});

function settingsFor(signedIn: boolean, refresh: () => void): readonly Entry[] {
  const setting = (label: string, choose: Entry["choose"]): Entry => ({
    key: label,
    label,
    kind: "Setting",
    choose,
  });
  return [
    setting("Colours: light", () => chooseTheme("light")),
    setting("Colours: dark", () => chooseTheme("dark")),
    setting("Colours: as the system", () => chooseTheme("system")),
    signedIn
      ? setting("Sign out", async () => {
          await signOut();
          refresh();
        })
      : setting("Sign in", () => void startFlow("sign-in", null)),
  ];
}

/** How far the search is; what failed is told beside it. */
function present(count: number, search: "pending" | "error" | "success"): string {
  if (search === "pending") return "Looking…";
  if (count > 0) return count === 1 ? "1 result" : `${count} results`;
  return search === "error" ? "" : "Nothing here is called that.";
}
