"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import type { Prices } from "@/lib/pricing/rate";
import { priceFields, priceRange, readPrice } from "./price-fields";

type BulkPricesProps = {
  count: number;
  busy: string | undefined;
  onClose: () => void;
  onPrices: (prices: Partial<Prices>) => void;
};

/** New prices for many devices; a field that is left empty leaves each device's own. */
export function BulkPrices({ count, busy, onClose, onPrices }: BulkPricesProps) {
  const [texts, setTexts] = useState<Partial<Record<keyof Prices, string>>>({});
  const wanted = priceFields
    .map(({ key }) => ({ key, text: texts[key]?.trim() ?? "" }))
    .filter(({ text }) => text !== "")
    .map(({ key, text }) => ({ key, amount: readPrice(text) }));
  const wrong = wanted.some(({ amount }) => amount === undefined);
  const reason =
    wanted.length === 0 ? "Set at least one price." : wrong ? "A price is not right yet." : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={count === 1 ? "Set prices of 1 device" : `Set prices of ${count} devices`}
      description="They hold for the next match; leases that run keep their price. What you leave empty stays as it is."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button
            look="primary"
            busy={busy}
            disabledReason={reason}
            onClick={() =>
              onPrices(Object.fromEntries(wanted.map(({ key, amount }) => [key, Number(amount)])))
            }
          >
            Set them
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-3">
        {priceFields.map(({ key, label }) => {
          const text = texts[key] ?? "";
          return (
            <Field
              key={key}
              label={label}
              error={text.trim() && readPrice(text) === undefined ? priceRange : undefined}
            >
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="decimal"
                  unit="$/h"
                  value={text}
                  onValue={(value) => setTexts({ ...texts, [key]: value })}
                />
              )}
            </Field>
          );
        })}
      </div>
    </Dialog>
  );
}
