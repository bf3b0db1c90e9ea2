-- Orders are placed many in one statement: what they change of devices is noted once a statement, too.
DROP TRIGGER device_capacity_note ON device_capacity;
--> statement-breakpoint
DROP TRIGGER leases_note ON leases;
--> statement-breakpoint
CREATE FUNCTION note_devices_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO device_changes SELECT DISTINCT pg_current_xact_id(), device, now() FROM written;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER device_capacity_note_new AFTER INSERT ON device_capacity
	REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_devices_of();
--> statement-breakpoint
CREATE TRIGGER device_capacity_note_changed AFTER UPDATE ON device_capacity
	REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_devices_of();
--> statement-breakpoint
CREATE TRIGGER leases_note_new AFTER INSERT ON leases
	REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_devices_of();
--> statement-breakpoint
-- Postgres gives no table of what was written to a trigger that names columns.
CREATE TRIGGER leases_note_state AFTER UPDATE OF state ON leases
	FOR EACH ROW EXECUTE FUNCTION note_device_of();
