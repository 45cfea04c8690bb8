import { readdirSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";
import { LOCALES } from "@rt/prefs";
import { readCatalog } from "../../tools/vite/catalogs.ts";

const root = "src/i18n";
const english = readCatalog(root, "en");

function args(text: string): string[] {
  const names = new Set<string>();
  const walk = (part: unknown) => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "string" && part.length <= 3 && !part[0].includes(" ")) names.add(part[0]);
    for (const inner of part) {
      if (Array.isArray(inner)) walk(inner);
      else if (typeof inner === "object" && inner !== null) for (const branch of Object.values(inner)) walkBranch(branch);
    }
  };
  const walkBranch = (branch: unknown) => {
    if (Array.isArray(branch)) for (const inner of branch) walk(inner);
  };
  walkBranch(compileMessage(text));
  return [...names].sort();
}

describe.each(LOCALES)("%s", (locale) => {
  const catalog = readCatalog(root, locale);

  it("has the files, messages and arguments of English", () => {
    expect(readdirSync(`${root}/${locale}`).sort()).toEqual(readdirSync(`${root}/en`).sort());
    expect(Object.keys(catalog).sort()).toEqual(Object.keys(english).sort());
    for (const [id, text] of Object.entries(english)) expect([id, args(catalog[id] ?? "")]).toEqual([id, args(text)]);
  });

  it("has every plural form that the language has", () => {
    for (const [id, text] of Object.entries(catalog)) {
      if (!text.includes("plural,")) continue;
      for (const form of new Intl.PluralRules(locale).resolvedOptions().pluralCategories) expect(`${id}: ${text}`).toContain(`${form} {`);
    }
  });

  it("says something for every id", () => {
    for (const [id, text] of Object.entries(catalog)) expect(text.trim(), id).not.toBe("");
  });
});
