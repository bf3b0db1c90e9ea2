ALTER TABLE "devices" ADD COLUMN "area" text;--> statement-breakpoint
DROP TRIGGER devices_note_changed ON devices;--> statement-breakpoint
CREATE TRIGGER devices_note_changed AFTER UPDATE OF state, draining, hardware, drivers, grade, tier, reliability_bps,
	country, area, lat_e_6, lng_e_6, access_rtt_micros, vcpu_hour, gib_hour, gpu_hour, attributes, measured, leases_ended
	ON devices FOR EACH ROW EXECUTE FUNCTION note_device();
