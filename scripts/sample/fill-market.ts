import { sql } from "drizzle-orm";
import type { Address } from "viem";
import type { Db } from "@/db/client";
import { insertRows } from "@/db/insert-rows";
import { chainProposalActions, chainProposals, chainVotes } from "@/db/schema/chain";
import { deviceBenchmarks, deviceCapacity, devices } from "@/db/schema/devices";
import type { sampleDevices } from "./sample-devices";
import type { sampleProposals } from "./sample-proposals";

type Size = {
  leases: number;
  seed: number;
  customer: Address;
  proposals: ReturnType<typeof sampleProposals>;
};

/**
 * Writes devices, and leases over the last ninety days with what belongs to them: orders, reasons, tabs,
 * payments, history. One transaction, made in the database. The indexer's tables are written past its
 * triggers: it must not take back what no block said.
 */
export async function fillMarket(
  db: Db,
  made: ReturnType<typeof sampleDevices>,
  { leases, seed, customer, proposals }: Size,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.insert(devices).values(made.map(({ device }) => device));
    await tx.insert(deviceCapacity).values(made.map(({ capacity }) => capacity));
    await insertRows(
      tx,
      deviceBenchmarks,
      made.flatMap(({ benchmark }) => (benchmark ? [benchmark] : [])),
    );
    await tx.execute(sql`
      create temp table made on commit drop as
      with dice as (
        select i, md5(${seed}::text || ' lease ' || i) as h,
          ('x' || substr(md5('a' || i), 1, 8))::bit(32)::bigint / 4294967296.0::float8 as a,
          ('x' || substr(md5('b' || i), 1, 8))::bit(32)::bigint / 4294967296.0::float8 as b,
          ('x' || substr(md5('c' || i), 1, 8))::bit(32)::bigint / 4294967296.0::float8 as c
        from generate_series(1, ${leases}::int) i),
      shelf as (
        select d.*, row_number() over (order by id) - 1 as place
        from devices d where agent_version = 'sample' and state = 'enrolled'),
      drawn as (
        select dice.*, shelf.id as device, shelf.operator, shelf.vcpu_hour + shelf.gib_hour as rate,
          case when i % 50 = 0 then ${customer}
            else '0x' || substr(md5('customer ' || (i % 200)) || md5('wallet ' || (i % 200)), 1, 40) end as customer,
          -- Newer days are busier, as of a market that grows.
          case when i > ${leases}::int - 60 then now() else now() - interval '90 days' * (1 - sqrt(a)) - interval '2 minutes' end as ended_at,
          (10 + 3590 * b * b)::int as seconds,
          i > ${leases}::int - 60 as in_force
        from dice join shelf on shelf.place = floor(c * ${made.filter(({ device }) => device.state !== "retired").length}::int)::bigint)
      select *, '0x' || h || md5(h) as lease, '0x' || md5(h || 'o') || md5(h || 'r') as "order",
        '0x' || substr(md5('key ' || customer) || md5(customer), 1, 40) as session_key,
        (rate::bigint * seconds / 3600) as cost,
        case when c < 0.925 then 'COMPLETED' when c < 0.96 then 'EXIT_NONZERO'
          when c < 0.985 then 'CANCELLED_BY_CUSTOMER' else 'HEARTBEAT_LOST' end as reason
      from drawn`);
    await tx.execute(sql`
      insert into orders (id, customer, session_key, spec, spec_hash, max_rate_per_hour, max_total, start_by,
        max_seconds, min_tier, salt, signature, state, reason, facts, reserved, created_at, ended_at)
      select "order", customer, session_key,
        json_build_object('version', 1, 'workload', json_build_object('kind', 'script', 'language', 'javascript', 'source', repeat('ab', 32)),
          'resources', json_build_object('cpuMillis', 1000, 'memoryMib', 1024, 'diskMib', 0, 'gpus', 0))::jsonb,
        lease, rate * 2, rate * 2, extract(epoch from ended_at)::bigint, 3600, 0, i::text, '0x',
        (case when in_force then 'leased' else 'ended' end)::order_state, case when in_force then 'MATCHED' else reason end, '{}'::jsonb,
        case when in_force then rate * 2 else 0 end, ended_at - seconds * interval '1 second',
        case when in_force then null else ended_at end
      from made`);
    await tx.execute(sql`
      insert into leases (id, "order", epoch, customer, operator, session_key, device, rate_per_hour, ceiling, fee_bps, offer,
        state, reason, facts, deadline, offered_at, accepted_at, started_at, ended_at, billed_seconds, cost, accrued_to)
      select lease, "order", 1, customer, operator, session_key, device, rate, rate * 2, 200,
        '{"tier":0,"validUntil":0,"salt":"1","signature":null}'::jsonb,
        (case when in_force then 'running' else 'ended' end)::lease_state, case when in_force then 'LEASE_ACCEPTED' else reason end,
        '{}'::jsonb, now() + interval '30 days',
        ended_at - (seconds + 1) * interval '1 second', ended_at - (seconds + 1) * interval '1 second',
        ended_at - seconds * interval '1 second',
        case when in_force then null else ended_at end, case when in_force then null else seconds end,
        case when in_force then null else cost end,
        case when in_force then null else sum(cost) over (partition by customer, operator order by ended_at, lease) end
      from made`);
    await tx.execute(sql`
      update device_capacity c set cpu_millis_free = cpu_millis_free - 1000 * taken, memory_mib_free = memory_mib_free - 1024 * taken
      from (select device, count(*)::int as taken from made where in_force group by device) m where m.device = c.device`);
    await tx.execute(sql`
      insert into state_changes (noun, id, "from", "to", reason, facts, actor, at)
      select 'lease', lease, step."from", step."to", coalesce(step.reason, m.reason), '{}'::jsonb, device,
        ended_at - step.before * seconds * interval '1 second'
      from made m cross join (values (1, null, 'offered', 'MATCHED', 1), (2, 'offered', 'running', 'LEASE_ACCEPTED', 1),
        (3, 'running', 'ended', null, 0)) as step (turn, "from", "to", reason, before)
      where step.turn < 3 or not in_force order by ended_at, step.turn`);
    await tx.execute(sql`
      insert into accounts (customer, reserved)
      select customer, sum(case when in_force then rate * 2 else 0 end) from made group by customer on conflict do nothing`);
    await tx.execute(sql`
      insert into session_keys (key, customer, cap, valid_until, scope, salt, signature, reserved, spent, created_at)
      select session_key, customer, 1000000000000, extract(epoch from now() + interval '90 days')::bigint, 1, '1', '0x',
        sum(case when in_force then rate * 2 else 0 end), sum(case when in_force then 0 else cost end), min(ended_at)
      from made group by session_key, customer`);
    await tx.execute(sql`
      insert into tabs (customer, operator, fee_bps, accrued, vouchered)
      select customer, operator, 200, sum(cost), sum(cost) from made where not in_force group by customer, operator`);
    await tx.execute(sql`
      create temp table paid on commit drop as
      select *, row_number() over (order by at) as n, sum(amount) over (partition by customer, operator order by at) as total,
        '0x' || md5('tx ' || customer || operator || at) || md5('paid ' || customer || operator || at) as transaction
      from (select customer, operator, session_key, extract(epoch from max(ended_at))::bigint as at, sum(cost) as amount
        from made where not in_force and ended_at < now() - interval '1 hour'
        group by customer, operator, session_key, date_trunc('week', ended_at)) weeks`);
    await tx.execute(sql`
      insert into chain.tab_payments (id, customer, operator, fee_bps, key, cumulative, redeemed, paid, fee, transaction, block, at)
      select lpad(n::text, 75, '0'), customer, operator, 200, session_key, total, total, amount, amount / 50, transaction, n, at from paid`);
    await tx.execute(sql`
      insert into chain.tab_totals (customer, operator, fee_bps, redeemed, paid, fees)
      select customer, operator, 200, sum(amount), sum(amount), sum(amount / 50) from paid group by customer, operator
      on conflict do nothing`);
    await tx.execute(sql`
      insert into chain.movements (id, wallet, kind, amount, fee, counterparty, transaction, block, at)
      select lpad(n::text, 75, '0'), customer, 'payment', amount, amount / 50, operator, transaction, n, at from paid`);
    await tx.execute(sql`
      insert into chain.operators (operator, payout, earned, fees, withdrawn, credited)
      select operator, null, sum(amount - amount / 50), sum(amount / 50), 0, 0 from paid group by operator
      on conflict (operator) do update set earned = operators.earned + excluded.earned, fees = operators.fees + excluded.fees`);
    await insertRows(tx, chainProposals, proposals.proposals);
    await insertRows(tx, chainProposalActions, proposals.actions);
    await insertRows(tx, chainVotes, proposals.votes);
    await tx.execute(sql`
      insert into market_snapshots (at, devices_online, leases_in_force, cpu_millis_offered, cpu_millis_free,
        memory_mib_offered, memory_mib_free, vcpu_p_10, vcpu_median, vcpu_p_90, gib_p_10, gib_median, gib_p_90)
      select at, 450 * grown, 60 * wave, 6000000 * grown, 6000000 * grown * (1 - 0.35 * wave), 12000000 * grown,
        12000000 * grown * (1 - 0.3 * wave), 5200 / grown, 9800 / grown, 14800 / grown, 1000 / grown, 2000 / grown, 3000 / grown
      from (select at, 0.6 + 0.4 * (row_number() over (order by at)) / count(*) over () as grown,
          0.55 + 0.4 * sin(extract(epoch from at) / 86400 * 2 * pi()) as wave
        from generate_series(date_trunc('hour', now()) - interval '90 days', now() - interval '10 minutes', interval '10 minutes') at) p
      on conflict do nothing`);
    await tx.execute(sql`insert into sample_marks values (true, ${seed}, now())`);
  });
  await db.execute(sql`analyze`);
}
