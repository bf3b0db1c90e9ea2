const promises = [
  {
    title: "Isolation grade 0",
    text: "Workloads are WebAssembly, rewritten to pay for every step, in a web worker without files, network or clock. What keeps them from you is your browser’s sandbox alone. Orders that ask for grade 1 or higher never come here.",
  },
  {
    title: "WebAssembly only",
    text: "No scripts, no containers, no sealed orders. Results are those of every other device, byte for byte, and anyone can check them.",
  },
  {
    title: "In the background it goes on, as far as the browser lets it",
    text: "Browsers slow tabs down to save power. A tab that is slowed down takes nothing new until it runs steadily.",
  },
  {
    title: "Closed or asleep, it loses what runs",
    text: "The gateway notices after 30 seconds, and the lease begins anew on another device if its customer allows that. Nobody pays for the time in between.",
  },
  {
    title: "The key stays in this browser",
    text: "It cannot be read out, and not be saved either. If you delete this site’s data, the key is gone: the device stays enrolled and offline until you take it out on its page, and what it earned stays yours.",
  },
];

/** What a tab is good for and what nobody should expect of it, before it is lent. */
export function TabPromises() {
  return (
    <dl className="divide-line divide-y">
      {promises.map(({ title, text }) => (
        <div key={title} className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
          <dt className="font-strong">{title}</dt>
          <dd className="text-13 text-ink-2">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
