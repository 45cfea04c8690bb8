// Turns src/i18n/<locale>/*.json into one module per language with the ICU messages already parsed,
// so that no parser is shipped. `virtual:catalog/<locale>` is that module.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const PREFIX = "virtual:catalog/";

export function readCatalog(root: string, locale: string): Record<string, string> {
  const folder = join(root, locale);
  const merged: Record<string, string> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
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
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const locale = id.slice(PREFIX.length + 1);
      for (const file of readdirSync(join(root, locale))) this.addWatchFile(join(root, locale, file));
      const compiled = Object.fromEntries(
        Object.entries(readCatalog(root, locale)).map(([key, text]) => [key, compileMessage(text)]),
      );
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))});`;
    },
  };
}
