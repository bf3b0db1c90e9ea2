"use client";

import type { OrderFieldsProps } from "./order-fields";
import { MachineFields } from "./machine-fields";
import { WhatFields, type WhatFieldsProps } from "./what-fields";
import { WhereFields } from "./where-fields";

/** Everything that a customer says about an order. Each field tells its own error. */
export function OrderForm(props: OrderFieldsProps & WhatFieldsProps) {
  return (
    <div className="flex min-w-0 flex-col gap-10">
      <WhatFields {...props} />
      <MachineFields {...props} />
      <WhereFields {...props} />
    </div>
  );
}
