ALTER TYPE "public"."device_state" ADD VALUE 'suspended';--> statement-breakpoint
ALTER TYPE "public"."device_state" ADD VALUE 'banned';--> statement-breakpoint
CREATE TABLE "enrolment_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"operator" text NOT NULL,
	"devices" integer NOT NULL,
	"used" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "enrolments" ADD COLUMN "token" text;--> statement-breakpoint
ALTER TABLE "enrolments" ADD COLUMN "invited_by" text;--> statement-breakpoint
CREATE INDEX "enrolment_tokens_operator" ON "enrolment_tokens" USING btree ("operator");--> statement-breakpoint
CREATE INDEX "enrolments_invited_by" ON "enrolments" USING btree ("invited_by","created_at");