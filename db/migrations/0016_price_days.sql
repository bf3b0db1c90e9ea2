CREATE TABLE "price_days" (
	"day" date PRIMARY KEY NOT NULL,
	"leases" integer NOT NULL,
	"cost" bigint NOT NULL
);
