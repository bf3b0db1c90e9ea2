import type { z } from "zod";
import { Rate } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { lostOrdersSchema } from "@/lib/api/devices";
import { reasonText } from "@/lib/reasons";

type LostOrders = z.infer<typeof lostOrdersSchema>;
type Lost = LostOrders["lost"][number];

/** What a device lacked, by the part of the score in which it was most behind. */
const lacks: Record<Lost["behindIn"], string> = {
  price: "Its price",
  roundTrip: "It is farther from the customer",
  unreliability: "Its reliability",
  carbon: "The carbon of its power",
  fetching: "It had to fetch the workload first",
  established: "It was a newcomer’s turn",
  crowding: "It had offers that it had not answered",
};

const columns: readonly Column<Lost>[] = [
  { key: "at", head: "Order", onPhone: "title", cell: ({ at }) => <TimeAgo at={at} /> },
  { key: "why", head: "What it lacked", cell: ({ behindIn }) => lacks[behindIn] },
  { key: "rate", head: "It asked", align: "right", cell: ({ rate }) => <Rate perHour={rate} /> },
  {
    key: "best",
    head: "The one before all asked",
    align: "right",
    onPhone: "aside",
    cell: ({ bestRate }) => <Rate perHour={bestRate} />,
  },
];

/** What became of the market's orders of the last day, seen from a device: why it is idle. */
export function WhyIdle({ lost: summary }: { lost: LostOrders }) {
  const { orders, won, outranked, excluded, unlisted, lost, reasons } = summary;
  if (orders === 0)
    return <p className="text-ink-2">Nobody has ordered anything here in the last 24 hours.</p>;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2 measure">
        Of the last {orders} orders in 24 hours it came first for {won}, behind another for {outranked}, and
        could not take {excluded}.{unlisted > 0 && ` For ${unlisted} it was too far behind to be listed.`}
      </p>
      {lost.length > 0 && (
        <Table
          caption="Orders that it lost, the newest first"
          columns={columns}
          rows={lost}
          rowKey={({ at }) => at}
        />
      )}
      {reasons.length > 0 && (
        <ul className="divide-line panel divide-y px-4">
          {reasons.map(({ code, orders: times, facts }) => (
            <li key={code} className="flex justify-between gap-4 py-2">
              <span>{reasonText(code, facts)}</span>
              <span className="text-ink-2 whitespace-nowrap">
                {times} {times === 1 ? "order" : "orders"}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
