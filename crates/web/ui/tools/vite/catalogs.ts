// Turns src/i18n/<locale>/*.json into modules with the ICU messages already parsed, so that no parser is
// shipped. The words that every page needs are one module a language, those of a lazy area another each;
// `virtual:catalogs` knows how to load them.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const INDEX = "virtual:catalogs";
const PREFIX = "virtual:catalog/";
/** Catalog files that are loaded with their area. */
const AREAS = ["auth", "contacts", "search", "settings", "thread"];

const namesIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".json"));
const areaOf = (file: string) => AREAS.find((area) => basename(file, ".json") === area) ?? "core";

export function readCatalog(root: string, locale: string, area?: string): Record<string, string> {
  const folder = join(root, locale);
  const merged: Record<string, string> = {};
  for (const file of namesIn(folder).filter((name) => area === undefined || areaOf(name) === area)) {
    const messages = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, string>;
    for (const [id, text] of Object.entries(messages)) {
      if (id in merged) throw new Error(`${locale}/${file}: "${id}" is there already`);
      merged[id] = text;
    }
  }
  return merged;
}

export function catalogs(root: string): Plugin {
  return {
    name: "skybot-catalogs",
    resolveId: (id) => (id === INDEX || id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${INDEX}`) {
        const locales = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
        const entries = locales.map(({ name }) => {
          const loads = ["core", ...AREAS].map((area) => `${area}: () => import("${PREFIX}${name}/${area}")`);
          return `${name}: { ${loads.join(", ")} }`;
        });
        return `export default { ${entries.join(", ")} };`;
      }
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const [locale = "", area = ""] = id.slice(PREFIX.length + 1).split("/");
      for (const file of namesIn(join(root, locale))) this.addWatchFile(join(root, locale, file));
      const compiled = Object.fromEntries(
        Object.entries(readCatalog(root, locale, area)).map(([key, text]) => [key, compileMessage(text)]),
      );
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))});`;
    },
  };
}
