import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { retryAborted } from "./retry-aborted";
import { testDatabase } from "./test-database";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
  await database.db.execute(sql`create table rows (id int primary key, times int not null default 0)`);
  await database.db.execute(sql`insert into rows values (1), (2)`);
});
afterAll(() => database.drop());

const touch = (id: number) => sql`update rows set times = times + 1 where id = ${id}`;

test("of two transactions that wait for each other, the one that is given up runs again", async () => {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let runs = 0;
  // It is the other that Postgres gives up: this one does not look for a deadlock in the time of this test.
  const patient = database.db.transaction(async (tx) => {
    await tx.execute(sql`set local deadlock_timeout = '1min'`);
    await tx.execute(touch(1));
    first.resolve();
    await second.promise;
    await tx.execute(touch(2));
  });
  const givenUp = retryAborted(() =>
    database.db.transaction(async (tx) => {
      runs += 1;
      await first.promise;
      await tx.execute(touch(2));
      second.resolve();
      await tx.execute(touch(1));
    }),
  );
  await Promise.all([patient, givenUp]);

  expect(runs).toBe(2);
  const { rows } = await database.db.execute(sql`select times from rows order by id`);
  expect(rows).toEqual([{ times: 2 }, { times: 2 }]);
});

test("any other error is told at once", async () => {
  let runs = 0;
  const failing = retryAborted(async () => {
    runs += 1;
    await database.db.execute(sql`select 1 / 0`);
  });
  await expect(failing).rejects.toMatchObject({ cause: { code: "22012" } });
  expect(runs).toBe(1);
});
