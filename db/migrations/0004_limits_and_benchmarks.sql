CREATE TABLE "device_benchmarks" (
	"device" text PRIMARY KEY NOT NULL,
	"benchmark" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device_challenges" (
	"device" text PRIMARY KEY NOT NULL,
	"seed" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "pause" jsonb;--> statement-breakpoint
-- A device that pauses by itself is matched no more than one that its operator drains.
CREATE TRIGGER devices_note_paused AFTER UPDATE OF pause ON devices FOR EACH ROW
	WHEN ((old.pause IS NULL) <> (new.pause IS NULL)) EXECUTE FUNCTION note_device();
