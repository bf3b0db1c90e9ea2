CREATE TABLE "gateways" (
	"url" text PRIMARY KEY NOT NULL,
	"hearing_at" timestamp (3) with time zone NOT NULL
);
