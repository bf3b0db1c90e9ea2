ALTER TABLE "devices" ADD COLUMN "silent_since" timestamp (3) with time zone;--> statement-breakpoint
CREATE TRIGGER devices_note_silent AFTER UPDATE OF silent_since ON devices FOR EACH ROW
	WHEN ((old.silent_since IS NULL) <> (new.silent_since IS NULL)) EXECUTE FUNCTION note_device();
