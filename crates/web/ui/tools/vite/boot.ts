// Emits src/app/boot.js as a classic, hashed script that blocks the first paint. It sets theme, density and
// language on <html>, so that no inline script is needed and nothing flashes. Of a build it also knows where
// the words of each language are, to fetch them beside the app instead of after it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

export function boot(file: string): Plugin {
  const read = (words: Record<string, string> = {}) => readFileSync(file, "utf8").replace("__WORDS__", JSON.stringify(words));
  const nameOf = (source: string) =>
    `assets/boot-${createHash("sha256").update(source).digest("hex").slice(0, 10)}.js`;
  let source = read();
  return {
    name: "skybot-boot",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        source = read();
        if (request.url !== `/${nameOf(source)}`) return next();
        response.setHeader("Content-Type", "text/javascript");
        response.end(source);
      });
    },
    generateBundle(_, bundle) {
      const words = Object.values(bundle).flatMap((chunk): [string, string][] => {
        const locale = chunk.type === "chunk" ? /virtual:catalog\/(\w+)\/core$/.exec(chunk.facadeModuleId ?? "")?.[1] : undefined;
        return locale ? [[locale, `/${chunk.fileName}`]] : [];
      });
      source = read(Object.fromEntries(words));
      this.emitFile({ type: "asset", fileName: nameOf(source), source });
    },
    transformIndexHtml: () => [
      { tag: "script", attrs: { src: `/${nameOf(source)}` }, injectTo: "head-prepend" },
    ],
  };
}
