// Writes src/rt/schema.d.ts from the server's OpenAPI document; `--check` only compares.
// The document is printed by SKYBOT_BIN, or read from the file given by OPENAPI_JSON.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const target = new URL("../../src/rt/schema.d.ts", import.meta.url);
const { OPENAPI_JSON, SKYBOT_BIN } = process.env;
if (!OPENAPI_JSON && !SKYBOT_BIN) {
  console.error("Set SKYBOT_BIN to the server's program, or OPENAPI_JSON to its document.");
  process.exit(2);
}
const document = OPENAPI_JSON
  ? readFileSync(OPENAPI_JSON, "utf8")
  : execFileSync(SKYBOT_BIN, ["openapi"], { encoding: "utf8", maxBuffer: 64 << 20 });
const text = `// Generated from the OpenAPI document by tools/codegen. Do not edit.\n\n${astToString(await openapiTS(JSON.parse(document)))}`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("src/rt/schema.d.ts differs from the server's document: run `npm run codegen`.");
  process.exit(1);
}
