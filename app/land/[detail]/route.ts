import coarse from "world-atlas/countries-110m.json";
import fine from "world-atlas/countries-50m.json";
import { drawLand, type World } from "./draw-land";

/** Drawn when the app is built: for the whole world, and for a look from near. */
const worlds = { coarse, fine } as unknown as Record<string, World>;

export const dynamic = "force-static";
export const dynamicParams = false;
export const generateStaticParams = () => Object.keys(worlds).map((detail) => ({ detail }));

export async function GET(
  _: Request,
  { params }: { params: Promise<{ detail: string }> },
): Promise<Response> {
  const { detail } = await params;
  return new Response(drawLand(worlds[detail]!), {
    headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" },
  });
}
