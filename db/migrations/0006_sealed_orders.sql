ALTER TABLE "devices" ADD COLUMN "seal_key" jsonb;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "sealed_key" jsonb;