CREATE TABLE "market_snapshots" (
	"at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"devices_online" integer NOT NULL,
	"leases_in_force" integer NOT NULL,
	"cpu_millis_offered" bigint NOT NULL,
	"cpu_millis_free" bigint NOT NULL,
	"memory_mib_offered" bigint NOT NULL,
	"memory_mib_free" bigint NOT NULL,
	"vcpu_p_10" integer,
	"vcpu_median" integer,
	"vcpu_p_90" integer,
	"gib_p_10" integer,
	"gib_median" integer,
	"gib_p_90" integer
);
--> statement-breakpoint
CREATE TABLE "sample_marks" (
	"is_sample" boolean PRIMARY KEY NOT NULL,
	"seed" integer NOT NULL,
	"seeded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "leases_ended" ON "leases" USING btree ("ended_at") WHERE "leases"."state" = 'ended';