import { Hono } from "hono";

// Ponder wants an API; ours is the gateway's, which reads the tables itself.
export default new Hono();
