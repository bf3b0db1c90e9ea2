const steps = [
  {
    title: "Run one command on the machine",
    text: "Node 20 or newer is enough, in a copy of Ambit. It makes the device’s own key, measures the hardware and dials out to this gateway.",
  },
  {
    title: "See it appear here",
    text: "What it says of itself and what was measured, before anything is signed.",
  },
  {
    title: "Sign for it",
    text: "You and the device sign for each other. From then on it takes leases, and you are paid by contract.",
  },
];

/** How a machine becomes a device, in three steps. */
export function BringADevice() {
  return (
    <ol className="grid gap-4 md:grid-cols-3">
      {steps.map(({ title, text }, index) => (
        <li key={title} className="panel flex flex-col gap-2 p-4">
          <span aria-hidden="true" className="text-12 text-ink-3">
            {index + 1}
          </span>
          <p className="font-strong">{title}</p>
          <p className="text-13 text-ink-2">{text}</p>
        </li>
      ))}
    </ol>
  );
}
