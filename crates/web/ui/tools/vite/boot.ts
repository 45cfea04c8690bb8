// Emits src/app/boot.js as a classic, hashed script that blocks the first paint. It sets theme,
// density and language on <html>, so that no inline script is needed and nothing flashes.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

export function boot(file: string): Plugin {
  const read = () => readFileSync(file, "utf8");
  const nameOf = (source: string) =>
    `assets/boot-${createHash("sha256").update(source).digest("hex").slice(0, 10)}.js`;
  return {
    name: "skybot-boot",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const source = read();
        if (request.url !== `/${nameOf(source)}`) return next();
        response.setHeader("Content-Type", "text/javascript");
        response.end(source);
      });
    },
    generateBundle() {
      const source = read();
      this.emitFile({ type: "asset", fileName: nameOf(source), source });
    },
    transformIndexHtml: () => [
      { tag: "script", attrs: { src: `/${nameOf(read())}` }, injectTo: "head-prepend" },
    ],
  };
}
