/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   on phones the table is laid out as cards, and browsers then drop the roles that are not written out. */
import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand on the right, so that their digits stand under each other. */
  align?: "left" | "right";
  /** On a phone: `title` heads the card, `aside` stands beside it, `hidden` is left out. */
  onPhone?: "title" | "aside" | "hidden";
};

type TableProps<Row> = {
  /** What the table holds, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
};

const phonePlaces = {
  title: "max-md:order-first max-md:flex-1 max-md:basis-1/2",
  aside: "max-md:-order-1 max-md:text-right",
  hidden: "max-md:hidden",
  pair: "max-md:flex max-md:basis-full max-md:justify-between max-md:gap-4",
};

/**
 * Rows and columns; on a phone each row becomes a card that keeps its key figure.
 */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <div className="md:panel overflow-x-auto">
      <table role="table" className="w-full border-collapse max-md:block">
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="max-md:sr-only">
          <tr role="row" className="border-line border-b">
            {columns.map(({ key, head, align }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                className={clsx(
                  "text-12 text-ink-3 font-normal px-4 py-2 whitespace-nowrap",
                  align === "right" ? "text-right" : "text-left",
                )}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:flex max-md:flex-col max-md:gap-2">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              role="row"
              className="border-line md:hover:bg-hover max-md:panel transition-colors max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-4 max-md:gap-y-1 max-md:p-4 md:border-t md:first:border-t-0"
            >
              {columns.map(({ key, head, cell, align, onPhone }) => (
                <td
                  key={key}
                  role="cell"
                  className={clsx(
                    "min-w-0 md:px-4 md:py-3 md:align-middle",
                    align === "right" && "md:text-right",
                    phonePlaces[onPhone ?? "pair"],
                  )}
                >
                  {!onPhone && <span className="text-13 text-ink-3 md:hidden">{head}</span>}
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
