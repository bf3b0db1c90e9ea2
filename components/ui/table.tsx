/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   on phones the table is laid out as cards, and browsers then drop the roles that are not written out. */
import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  head: string;
  /** `places` is what the column's own `places` says of all rows together. */
  cell: (row: Row, places?: number) => ReactNode;
  /** How many decimal places each figure has, so that their points stand under each other. */
  places?: (rows: readonly Row[]) => number;
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

/** Rows and columns; on a phone each row becomes a card that keeps its key figure. */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  const places = columns.map((column) => column.places?.(rows));
  return (
    <div className="md:panel overflow-x-auto">
      <table role="table" className="rows">
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ key, head, align }) => (
              <th key={key} role="columnheader" scope="col" data-align={align}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map(({ key, head, cell, align, onPhone }, index) => (
                <td
                  key={key}
                  role="cell"
                  data-phone={onPhone}
                  data-head={onPhone ? undefined : head}
                  data-align={align}
                >
                  {cell(row, places[index])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
