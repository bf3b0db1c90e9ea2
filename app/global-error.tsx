"use client";

import "./globals.css";

/** Stands when not even the frame of a page could be drawn. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body className="p-6">
        <title>Ambit</title>
        <h1 className="text-28 font-strong">This page could not be drawn.</h1>
        <p className="text-ink-2 mt-2">
          Leases that run go on, and your money is safe in the contract. Try again, or come back in a moment.
        </p>
        <button
          type="button"
          onClick={reset}
          className="bg-ink text-on-ink rounded-control mt-6 min-h-10 px-4"
        >
          Try again
        </button>
      </body>
    </html>
  );
}
