/** Where an order stands. It waits for a device, has a lease in force, or has ended with a reason. */
export const orderStates = ["waiting", "leased", "ended"] as const;
export type OrderState = (typeof orderStates)[number];

/** What may be done with an order, by state. Read by page, verb and test alike. */
export const orderCan = {
  cancel: (order: { state: OrderState }) => order.state !== "ended",
  match: (order: { state: OrderState }) => order.state === "waiting",
};
