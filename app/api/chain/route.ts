import { handleChain } from "@/server/http/handle-chain";

export const dynamic = "force-dynamic";

export const POST = handleChain;
