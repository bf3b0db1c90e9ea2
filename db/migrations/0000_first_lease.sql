CREATE TYPE "public"."relay_state" AS ENUM('queued', 'sent', 'mined', 'failed');--> statement-breakpoint
CREATE TYPE "public"."device_state" AS ENUM('enrolled', 'retired');--> statement-breakpoint
CREATE TYPE "public"."enrolment_state" AS ENUM('waiting-for-operator', 'waiting-for-device', 'done', 'expired');--> statement-breakpoint
CREATE TYPE "public"."order_state" AS ENUM('waiting', 'leased', 'ended');--> statement-breakpoint
CREATE TYPE "public"."lease_state" AS ENUM('offered', 'starting', 'running', 'ended');--> statement-breakpoint
CREATE TABLE "sign_in_nonces" (
	"nonce" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"wallet" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"customer" text PRIMARY KEY NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "accounts_reserved_not_negative" CHECK ("accounts"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "relays" (
	"id" text PRIMARY KEY NOT NULL,
	"wallet" text,
	"to" text NOT NULL,
	"data" text NOT NULL,
	"value" bigint DEFAULT 0 NOT NULL,
	"state" "relay_state" DEFAULT 'queued' NOT NULL,
	"nonce" integer,
	"hash" text,
	"signed" text,
	"block" integer,
	"failure" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"cap" bigint NOT NULL,
	"valid_until" bigint NOT NULL,
	"scope" integer NOT NULL,
	"salt" text NOT NULL,
	"signature" text NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"spent" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_keys_within_cap" CHECK ("session_keys"."reserved" >= 0 and "session_keys"."spent" >= 0 and "session_keys"."reserved" + "session_keys"."spent" <= "session_keys"."cap")
);
--> statement-breakpoint
CREATE TABLE "tabs" (
	"customer" text NOT NULL,
	"operator" text NOT NULL,
	"accrued" bigint DEFAULT 0 NOT NULL,
	"vouchered" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "tabs_customer_operator_pk" PRIMARY KEY("customer","operator"),
	CONSTRAINT "tabs_vouchered_within_accrued" CHECK ("tabs"."vouchered" >= 0 and "tabs"."vouchered" <= "tabs"."accrued")
);
--> statement-breakpoint
CREATE TABLE "vouchers" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"operator" text NOT NULL,
	"cumulative" bigint NOT NULL,
	"session_key" text NOT NULL,
	"signature" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_batches" (
	"device" text NOT NULL,
	"batch" text NOT NULL,
	"body_hash" text NOT NULL,
	"results" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agent_batches_device_batch_pk" PRIMARY KEY("device","batch")
);
--> statement-breakpoint
CREATE TABLE "device_boots" (
	"device" text NOT NULL,
	"boot_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"highest" bigint NOT NULL,
	"window" bigint NOT NULL,
	CONSTRAINT "device_boots_device_boot_id_pk" PRIMARY KEY("device","boot_id")
);
--> statement-breakpoint
CREATE TABLE "device_capacity" (
	"device" text PRIMARY KEY NOT NULL,
	"cpu_millis_free" integer NOT NULL,
	"memory_mib_free" integer NOT NULL,
	"disk_mib_free" integer NOT NULL,
	"gpus_free" integer NOT NULL,
	CONSTRAINT "device_capacity_not_negative" CHECK ("device_capacity"."cpu_millis_free" >= 0 and "device_capacity"."memory_mib_free" >= 0 and "device_capacity"."disk_mib_free" >= 0 and "device_capacity"."gpus_free" >= 0)
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"id" text PRIMARY KEY NOT NULL,
	"operator" text NOT NULL,
	"payout" text NOT NULL,
	"key_x" text NOT NULL,
	"key_y" text NOT NULL,
	"name" text NOT NULL,
	"state" "device_state" DEFAULT 'enrolled' NOT NULL,
	"draining" boolean DEFAULT false NOT NULL,
	"agent_version" text NOT NULL,
	"hardware" jsonb NOT NULL,
	"drivers" jsonb NOT NULL,
	"offered" jsonb NOT NULL,
	"grade" integer NOT NULL,
	"tier" integer DEFAULT 0 NOT NULL,
	"reliability_bps" integer NOT NULL,
	"country" text NOT NULL,
	"cell" text NOT NULL,
	"lat_e_6" integer NOT NULL,
	"lng_e_6" integer NOT NULL,
	"access_rtt_micros" integer NOT NULL,
	"vcpu_hour" integer NOT NULL,
	"gib_hour" integer NOT NULL,
	"gpu_hour" integer NOT NULL,
	"boot_id" text,
	"command_cursor" bigint DEFAULT 0 NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"enrolled_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"id" text PRIMARY KEY NOT NULL,
	"state" "enrolment_state" DEFAULT 'waiting-for-operator' NOT NULL,
	"device" text NOT NULL,
	"key_x" text NOT NULL,
	"key_y" text NOT NULL,
	"report" jsonb NOT NULL,
	"vcpu_hour" integer NOT NULL,
	"gib_hour" integer NOT NULL,
	"gpu_hour" integer NOT NULL,
	"nonce" text NOT NULL,
	"valid_until" bigint NOT NULL,
	"operator" text,
	"payout" text,
	"operator_signature" text,
	"device_signature" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blobs" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size" integer NOT NULL,
	"role" text NOT NULL,
	"uploaded_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"session_key" text NOT NULL,
	"spec" jsonb NOT NULL,
	"spec_hash" text NOT NULL,
	"max_rate_per_hour" bigint NOT NULL,
	"max_total" bigint NOT NULL,
	"start_by" bigint NOT NULL,
	"max_seconds" integer NOT NULL,
	"min_tier" integer NOT NULL,
	"salt" text NOT NULL,
	"signature" text NOT NULL,
	"state" "order_state" NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb NOT NULL,
	"reserved" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tried_devices" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"decision" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "lease_logs" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"lease" text NOT NULL,
	"is_error" boolean NOT NULL,
	"offset" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease_results" (
	"lease" text PRIMARY KEY NOT NULL,
	"stdout" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"id" text PRIMARY KEY NOT NULL,
	"order" text NOT NULL,
	"epoch" integer NOT NULL,
	"customer" text NOT NULL,
	"operator" text NOT NULL,
	"session_key" text NOT NULL,
	"device" text NOT NULL,
	"rate_per_hour" bigint NOT NULL,
	"ceiling" bigint NOT NULL,
	"offer" jsonb NOT NULL,
	"state" "lease_state" NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb NOT NULL,
	"stop" text,
	"deadline" timestamp (3) with time zone NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"billed_seconds" integer,
	"cost" bigint,
	"accrued_to" bigint,
	"outcome" jsonb
);
--> statement-breakpoint
CREATE TABLE "state_changes" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"noun" text NOT NULL,
	"id" text NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device_capacity" ADD CONSTRAINT "device_capacity_device_devices_id_fk" FOREIGN KEY ("device") REFERENCES "public"."devices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_order_orders_id_fk" FOREIGN KEY ("order") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_device_devices_id_fk" FOREIGN KEY ("device") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "relays_open" ON "relays" USING btree ("created_at") WHERE "relays"."state" in ('queued', 'sent');--> statement-breakpoint
CREATE INDEX "session_keys_customer" ON "session_keys" USING btree ("customer");--> statement-breakpoint
CREATE INDEX "tabs_operator" ON "tabs" USING btree ("operator");--> statement-breakpoint
CREATE INDEX "vouchers_tab" ON "vouchers" USING btree ("customer","operator","cumulative");--> statement-breakpoint
CREATE INDEX "vouchers_operator" ON "vouchers" USING btree ("operator","sequence");--> statement-breakpoint
CREATE INDEX "agent_batches_age" ON "agent_batches" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "devices_operator" ON "devices" USING btree ("operator");--> statement-breakpoint
CREATE INDEX "devices_seen" ON "devices" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("customer","created_at");--> statement-breakpoint
CREATE INDEX "orders_waiting" ON "orders" USING btree ("created_at") WHERE "orders"."state" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "lease_logs_place" ON "lease_logs" USING btree ("lease","is_error","offset");--> statement-breakpoint
CREATE INDEX "lease_logs_read" ON "lease_logs" USING btree ("lease","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "leases_one_in_force" ON "leases" USING btree ("order") WHERE "leases"."state" <> 'ended';--> statement-breakpoint
CREATE UNIQUE INDEX "leases_epoch" ON "leases" USING btree ("order","epoch");--> statement-breakpoint
CREATE INDEX "leases_customer" ON "leases" USING btree ("customer","offered_at");--> statement-breakpoint
CREATE INDEX "leases_operator" ON "leases" USING btree ("operator","offered_at");--> statement-breakpoint
CREATE INDEX "leases_device_in_force" ON "leases" USING btree ("device") WHERE "leases"."state" <> 'ended';--> statement-breakpoint
CREATE INDEX "leases_deadline" ON "leases" USING btree ("deadline") WHERE "leases"."state" <> 'ended';--> statement-breakpoint
CREATE INDEX "leases_tab" ON "leases" USING btree ("customer","operator","accrued_to");--> statement-breakpoint
CREATE INDEX "state_changes_of" ON "state_changes" USING btree ("noun","id","sequence");