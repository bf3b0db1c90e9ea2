type ProgressProps = {
  label: string;
  /** From 0 to 1; left out while nobody can know. */
  value?: number;
  /** The same in words, for the eye and for screen readers. */
  text?: string;
};

/** How far something is. */
export function Progress({ label, value, text }: ProgressProps) {
  return (
    <div className="flex flex-col gap-1">
      <div className="text-12 text-ink-2 flex justify-between gap-2">
        <span>{label}</span>
        {text && <span>{text}</span>}
      </div>
      <progress
        aria-label={label}
        aria-valuetext={text}
        max={1}
        {...(value === undefined ? {} : { value })}
        className="bg-hover [&::-webkit-progress-value]:bg-signal [&::-moz-progress-bar]:bg-signal [&::-webkit-progress-bar]:bg-hover h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 not-[[value]]:animate-wait"
      />
    </div>
  );
}
