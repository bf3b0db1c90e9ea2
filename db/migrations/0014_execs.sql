CREATE TABLE "execs" (
	"lease" text NOT NULL,
	"id" text NOT NULL,
	"command" jsonb NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"result" jsonb,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "execs_lease_id_pk" PRIMARY KEY("lease","id")
);
--> statement-breakpoint
ALTER TABLE "execs" ADD CONSTRAINT "execs_lease_leases_id_fk" FOREIGN KEY ("lease") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;