-- Every market so far began with a fee of 200 basis points.
ALTER TABLE "leases" ADD COLUMN "fee_bps" integer DEFAULT 200 NOT NULL;--> statement-breakpoint
ALTER TABLE "leases" ALTER COLUMN "fee_bps" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "vouchers" ADD COLUMN "fee_bps" integer DEFAULT 200 NOT NULL;--> statement-breakpoint
ALTER TABLE "vouchers" ALTER COLUMN "fee_bps" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "tabs" ADD COLUMN "fee_bps" integer DEFAULT 200 NOT NULL;--> statement-breakpoint
ALTER TABLE "tabs" ALTER COLUMN "fee_bps" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "tabs" DROP CONSTRAINT "tabs_customer_operator_pk";--> statement-breakpoint
ALTER TABLE "tabs" ADD CONSTRAINT "tabs_customer_operator_fee_bps_pk" PRIMARY KEY("customer","operator","fee_bps");--> statement-breakpoint
DROP INDEX "vouchers_tab";--> statement-breakpoint
CREATE INDEX "vouchers_tab" ON "vouchers" USING btree ("customer","operator","fee_bps","cumulative");--> statement-breakpoint
DROP INDEX "leases_tab";--> statement-breakpoint
CREATE INDEX "leases_tab" ON "leases" USING btree ("customer","operator","fee_bps","accrued_to");
