DROP INDEX "leases_ended";--> statement-breakpoint
CREATE INDEX "leases_ended" ON "leases" USING btree ("ended_at","cost") WHERE "leases"."state" = 'ended';