-- The network is written with every call of an agent and seldom differs: it is a change only where it does.
DROP TRIGGER devices_note_changed ON devices;--> statement-breakpoint
CREATE TRIGGER devices_note_changed AFTER UPDATE OF state, draining, hardware, drivers, grade, tier, reliability_bps,
	country, lat_e_6, lng_e_6, access_rtt_micros, vcpu_hour, gib_hour, gpu_hour, attributes, measured, leases_ended
	ON devices FOR EACH ROW EXECUTE FUNCTION note_device();
--> statement-breakpoint
CREATE TRIGGER devices_note_network AFTER UPDATE OF network ON devices FOR EACH ROW
	WHEN (old.network <> new.network) EXECUTE FUNCTION note_device();
