// Makes `vite preview` send scripts and styles as the server does: compressed, and kept by the browser. What
// is measured over it is then what people get.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import type { Plugin } from "vite";

const compress = promisify(brotliCompress);
const KINDS: Record<string, string> = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };

export function compressed(): Plugin {
  const twins = new Map<string, Promise<Buffer>>();
  return {
    name: "skybot-compressed",
    configurePreviewServer({ middlewares, config }) {
      middlewares.use((request, response, next) => {
        const [path, kind] = /^\/assets\/[\w.-]+\.(js|css)$/.exec(request.url ?? "") ?? [];
        if (!path || !kind || !/\bbr\b/.test(String(request.headers["accept-encoding"]))) return next();
        const twin = twins.get(path) ?? readFile(join(config.root, config.build.outDir, path)).then(compress);
        twins.set(path, twin);
        twin.then(
          (body) => {
            response.writeHead(200, { "Content-Type": KINDS[kind], "Content-Encoding": "br", "Cache-Control": "public, max-age=31536000, immutable", Vary: "accept-encoding" });
            response.end(body);
          },
          () => next(),
        );
      });
    },
  };
}
