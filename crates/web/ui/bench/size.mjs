// Sizes of the built app against their budgets, gzip -9. Exits non-zero on a miss.
// Initial JS is what index.html loads and everything that it imports statically, with one catalog.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const KIB = 1024;
const read = (name) => readFileSync(new URL(name, dist));
const gz = (name) => gzipSync(read(name), { level: 9 }).length;

const html = read("index.html").toString();
const files = readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`);
const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);

const initial = new Set();
function follow(name) {
  if (initial.has(name)) return;
  initial.add(name);
  for (const match of read(name).toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) follow(`assets/${match[1]}`);
}
for (const name of named.filter((name) => name.endsWith(".js"))) follow(name);
const catalog = files.filter((name) => /assets\/core-[^/]+\.js$/.test(name)).sort((a, b) => gz(b) - gz(a))[0];
if (catalog) initial.add(catalog);

const sum = (names) => names.reduce((total, name) => total + gz(name), 0);
const lazy = files.filter((name) => name.endsWith(".js") && !initial.has(name));
const largest = lazy.map((name) => [name, gz(name)]).sort((a, b) => b[1] - a[1])[0] ?? ["none", 0];

const rows = [
  ["initial JS", sum([...initial]), 180 * KIB],
  ["CSS", sum(files.filter((name) => name.endsWith(".css"))), 10 * KIB],
  [`largest lazy chunk (${largest[0]})`, largest[1], 40 * KIB],
];
let missed = 0;
for (const [name, size, budget] of rows) {
  const good = size <= budget;
  if (!good) missed += 1;
  console.log(`${good ? "ok    " : "MISS  "} ${name}: ${(size / KIB).toFixed(1)} KiB gzip (budget ${budget / KIB})`);
}
process.exit(missed ? 1 : 0);
