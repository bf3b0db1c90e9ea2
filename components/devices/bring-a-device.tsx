import { Copyable } from "@/components/ui/copyable";

/** How a machine becomes a device: one command, and a signature. */
export function BringADevice() {
  const steps = [
    {
      title: "Run one command on the machine",
      text: "Node 20 or newer is enough. It makes the device’s own key, looks at the hardware and dials out to this gateway; no port has to be opened.",
      command: "npm run device",
    },
    {
      title: "Open the address that it prints",
      text: "You see what the agent found, on this site, before anything is signed.",
    },
    {
      title: "Sign for it",
      text: "You and the device sign for each other. From then on it takes leases, and you are paid by contract.",
    },
  ];
  return (
    <ol className="grid gap-4 md:grid-cols-3">
      {steps.map(({ title, text, command }, index) => (
        <li key={title} className="panel flex flex-col gap-2 p-4">
          <span aria-hidden="true" className="text-12 text-ink-3">
            {index + 1}
          </span>
          <p className="font-strong">{title}</p>
          <p className="text-13 text-ink-2">{text}</p>
          {command && (
            <div className="bg-sunken rounded-control mt-1 px-3 py-1">
              <Copyable value={command} noun="command" show="full" />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
