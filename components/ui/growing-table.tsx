"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Table, type Column } from "@/components/ui/table";

const moreShown = 50;

type GrowingTableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** How many are there at first. */
  first: number;
};

/** The first rows of a list that is there as a whole; the rest when they are asked for. */
export function GrowingTable<Row>({ rows, first, ...table }: GrowingTableProps<Row>) {
  const [shown, setShown] = useState(first);
  return (
    <div className="flex flex-col gap-4">
      <Table {...table} rows={rows.slice(0, shown)} />
      {rows.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + moreShown)}>
            Show {Math.min(moreShown, rows.length - shown)} more
          </Button>
        </div>
      )}
    </div>
  );
}
