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

/** Said once for the whole table: a page may have hundreds of cells, and each would say it again. */
const cells = clsx(
  "[&_td]:min-w-0 md:[&_td]:px-4 md:[&_td]:py-3 md:[&_td]:align-middle",
  "max-md:[&_td:not([data-phone])]:flex max-md:[&_td:not([data-phone])]:basis-full",
  "max-md:[&_td:not([data-phone])]:justify-between max-md:[&_td:not([data-phone])]:gap-4",
  "max-md:[&_td[data-head]]:before:text-13 max-md:[&_td[data-head]]:before:text-ink-3",
  "max-md:[&_td[data-head]]:before:content-[attr(data-head)]",
  "max-md:[&_td[data-phone=title]]:order-first max-md:[&_td[data-phone=title]]:flex-1 max-md:[&_td[data-phone=title]]:basis-1/2",
  "max-md:[&_td[data-phone=aside]]:-order-1 max-md:[&_td[data-phone=aside]]:text-right",
  "max-md:[&_td[data-phone=hidden]]:hidden",
);
const rowsLook = clsx(
  "md:[&>tr]:border-line md:[&>tr]:hover:bg-hover [&>tr]:transition-colors md:[&>tr]:border-t md:[&>tr]:first:border-t-0",
  "max-md:[&>tr]:panel max-md:flex max-md:flex-col max-md:gap-2 max-md:[&>tr]:flex max-md:[&>tr]:flex-wrap",
  "max-md:[&>tr]:items-center max-md:[&>tr]:gap-x-4 max-md:[&>tr]:gap-y-1 max-md:[&>tr]:p-4",
);

/**
 * Rows and columns; on a phone each row becomes a card that keeps its key figure.
 */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <div className="md:panel overflow-x-auto">
      <table role="table" className={clsx("w-full border-collapse max-md:block", cells)}>
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
        <tbody role="rowgroup" className={rowsLook}>
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map(({ key, head, cell, align, onPhone }) => (
                <td
                  key={key}
                  role="cell"
                  data-phone={onPhone}
                  data-head={onPhone ? undefined : head}
                  className={align === "right" ? "md:text-right" : undefined}
                >
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
