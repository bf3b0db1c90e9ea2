import { createInterface } from "node:readline";
import { signedOrderSchema } from "@/lib/orders/signed-order";
import { toApiError } from "@/server/http/refuse";
import { keepHearing } from "@/server/devices/hear-devices";
import { openGateway } from "@/server/gateway";
import { LiveIndex } from "@/server/matching/live-index";
import { placeOrder } from "@/server/orders/place-order";

/**
 * A gateway in a process of its own that hears devices, and places the order that it is given. In its turn it
 * says so and waits for a line, so that a test can stop it there.
 */
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const nextLine = async () => String((await lines.next()).value);
const say = (word: string) => process.stdout.write(`${word}\n`);

class WaitingIndex extends LiveIndex {
  private questions = 0;

  override async catchUp(at: Date) {
    // The first is asked before the turn, so that the second has little to do.
    if (++this.questions === 2) {
      say("in turn");
      await nextLine();
    }
    return super.catchUp(at);
  }
}

const opened = await openGateway("test");
const gateway = { ...opened, registry: new WaitingIndex(opened.env.DATABASE_URL) };
await keepHearing(opened);
say("ready");
const signed = signedOrderSchema.parse(JSON.parse(await nextLine()));
const ctx = { ...gateway, actor: { kind: "gateway" } as const, now: new Date(), requestId: "test" };
await placeOrder(ctx, signed).then(say, (error: unknown) => say(toApiError(error, gateway.log, "test").code));
process.exit(0);
