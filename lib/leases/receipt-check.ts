/** What a stranger can work out from a receipt alone. `open`: there is nothing yet that could be checked. */
export type ReceiptCheck = {
  name: "order" | "device" | "price" | "report" | "cost" | "voucher" | "settlement";
  state: "holds" | "fails" | "open";
  /** What was found, as a sentence. */
  found: string;
};
