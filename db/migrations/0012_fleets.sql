ALTER TABLE "orders" ADD COLUMN "fleet" text;--> statement-breakpoint
CREATE INDEX "orders_fleet" ON "orders" USING btree ("fleet") WHERE "orders"."fleet" is not null;