import { useId, type ReactNode } from "react";

type SwitchProps = {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean;
};

/** On or off, at once. */
export function Switch({ label, hint, checked, onChecked, disabled }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex min-h-10 items-start gap-3">
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        disabled={disabled}
        onClick={() => onChecked(!checked)}
        className="border-edge bg-sunken aria-checked:bg-ink aria-checked:border-ink group mt-0.5 h-5 w-9 shrink-0 rounded-full border p-px transition-colors disabled:cursor-not-allowed disabled:opacity-55"
      >
        <span className="bg-edge group-aria-checked:bg-on-ink block size-4 rounded-full transition-transform group-aria-checked:translate-x-4" />
      </button>
      <div className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className="text-14">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-12 text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
