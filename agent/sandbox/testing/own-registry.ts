import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { arch } from "node:os";
import { gzipSync } from "node:zlib";

export type OwnRegistry = {
  /** "127.0.0.1:34567" */
  host: string;
  /** Named by its digest, as orders name images. */
  image: string;
  /** An image that the registry gives to nobody. */
  secretImage: string;
  close: () => Promise<void>;
};

const types = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A registry of one image, after the OCI distribution specification: what a pull asks for and no more. */
export async function openOwnRegistry(rootArchive: Uint8Array): Promise<OwnRegistry> {
  const layer = gzipSync(rootArchive);
  const config = json({
    architecture: arch() === "x64" ? "amd64" : arch(),
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: [digestOf(rootArchive)] },
  });
  const part = (mediaType: string, bytes: Uint8Array) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: part(types.config, config),
    layers: [part(types.layer, layer)],
  });
  const blobs = new Map([layer, config].map((blob) => [digestOf(blob), blob]));
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const reference = path.split("/").at(-1) ?? "";
    if (path === "/v2/") return response.end("{}");
    if (path.includes("/secret/")) return refuse(401, "UNAUTHORIZED");
    const isManifest = path.includes("/manifests/");
    const found = isManifest
      ? reference === digestOf(manifest)
        ? manifest
        : undefined
      : blobs.get(reference);
    if (!found) return refuse(404, isManifest ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN");
    response.writeHead(200, {
      "content-type": isManifest ? types.manifest : "application/octet-stream",
      "content-length": found.length,
      "docker-content-digest": digestOf(found),
    });
    return response.end(request.method === "HEAD" ? undefined : found);

    function refuse(status: number, code: string) {
      const message = code === "UNAUTHORIZED" ? "authentication required" : "manifest unknown";
      response.writeHead(status, { "content-type": "application/json" });
      return response.end(JSON.stringify({ errors: [{ code, message }] }));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    image: `${host}/ambit/test@${digestOf(manifest)}`,
    secretImage: `${host}/secret/test@${digestOf(config)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
