import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";

/** What the control inside a field must carry, so that label, hint and error belong to it. */
type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Beside the label, on the right: a unit, a link, a smaller choice. */
  aside?: ReactNode;
  children: (control: ControlProps) => ReactNode;
};

/** A label, a control, a hint, and the error where it happened. The error takes the place of the hint. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  const control = {
    id,
    "aria-describedby": below ? `${id}-below` : undefined,
    "aria-invalid": error ? (true as const) : undefined,
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-13 font-strong">
          {label}
        </label>
        {aside && <div className="text-12 text-ink-3">{aside}</div>}
      </div>
      {children(control)}
      <p
        id={`${id}-below`}
        role={error ? "alert" : undefined}
        className={clsx("text-12 flex gap-1", error ? "text-red" : "text-ink-3", !below && "hidden")}
      >
        {error && <CircleAlert size={14} aria-hidden="true" className="mt-px shrink-0" />}
        <span className="min-w-0 break-words">{below}</span>
      </p>
    </div>
  );
}

/** How everything that is filled in looks. */
export const controlShape = clsx(
  "bg-panel border-edge rounded-control text-14 w-full border px-3 transition-colors",
  "hover:border-ink-2 aria-invalid:border-red",
  // Below 16 px a phone zooms into the page when the field is touched.
  "pointer-coarse:text-16",
);
