-- An index asks for the newest changes before each turn. While the table is not analysed Postgres believes that they are
-- many and starts processes to read them: 30 ms for what takes half of one.
ALTER TABLE "device_changes" SET (parallel_workers = 0);
