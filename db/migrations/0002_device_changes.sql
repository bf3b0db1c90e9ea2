CREATE TABLE "device_changes" (
	"transaction" "xid8" NOT NULL,
	"device" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "device_changes_transaction" ON "device_changes" USING btree ("transaction");--> statement-breakpoint
CREATE FUNCTION note_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO device_changes VALUES (pg_current_xact_id(), new.id, now());
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_device_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO device_changes
	VALUES (pg_current_xact_id(), CASE WHEN tg_op = 'DELETE' THEN old.device ELSE new.device END, now());
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER devices_note_new AFTER INSERT ON devices
	FOR EACH ROW EXECUTE FUNCTION note_device();
--> statement-breakpoint
-- Everything that the engine reads of a device but when it was last heard from, which changes with every request of its agent.
CREATE TRIGGER devices_note_changed AFTER UPDATE OF state, draining, hardware, drivers, grade, tier, reliability_bps,
	country, lat_e_6, lng_e_6, access_rtt_micros, vcpu_hour, gib_hour, gpu_hour, attributes, network, measured, leases_ended
	ON devices FOR EACH ROW EXECUTE FUNCTION note_device();
--> statement-breakpoint
-- A device that may have been taken for offline (after 45 s, see presenceMs) is heard from again. The 15 s between
-- are for clocks of gateways that differ and for commits that take their time.
CREATE TRIGGER devices_note_heard AFTER UPDATE OF last_seen_at ON devices FOR EACH ROW
	WHEN (old.last_seen_at IS NULL OR new.last_seen_at IS NULL OR new.last_seen_at < old.last_seen_at
		OR new.last_seen_at - old.last_seen_at > interval '30 seconds')
	EXECUTE FUNCTION note_device();
--> statement-breakpoint
CREATE TRIGGER device_capacity_note AFTER INSERT OR UPDATE ON device_capacity
	FOR EACH ROW EXECUTE FUNCTION note_device_of();
--> statement-breakpoint
CREATE TRIGGER leases_note AFTER INSERT OR UPDATE OF state ON leases
	FOR EACH ROW EXECUTE FUNCTION note_device_of();
--> statement-breakpoint
CREATE TRIGGER device_contents_note AFTER INSERT OR UPDATE OR DELETE ON device_contents
	FOR EACH ROW EXECUTE FUNCTION note_device_of();
