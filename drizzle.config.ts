import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  casing: "snake_case",
  schema: [
    "./db/schema/sign-in.ts",
    "./db/schema/money.ts",
    "./db/schema/devices.ts",
    "./db/schema/orders.ts",
    "./db/schema/leases.ts",
    "./db/schema/matching.ts",
    "./db/schema/network.ts",
  ],
  out: "./db/migrations",
});
