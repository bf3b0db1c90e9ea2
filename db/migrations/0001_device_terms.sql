CREATE TABLE "device_contents" (
	"device" text NOT NULL,
	"content" text NOT NULL,
	"held_since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "device_contents_device_content_pk" PRIMARY KEY("device","content")
);
--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "attributes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "network" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "measured" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "leases_ended" integer DEFAULT 0 NOT NULL;