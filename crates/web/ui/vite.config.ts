// Build, development server (proxied to a running SkyBot) and tests.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { boot } from "./tools/vite/boot.ts";
import { catalogs } from "./tools/vite/catalogs.ts";
import { compressed } from "./tools/vite/preview.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.SKYBOT_URL ?? "http://127.0.0.1:8080";
// The host stays as the browser sent it: the server compares it with the page's origin.
const proxy = Object.fromEntries(
  ["/api", "/files", "/health", "/problems"].map((path) => [path, { target: server, ws: path === "/api", changeOrigin: false }]),
);
// As the server sends it for pages: no inline script; styles alone may be inline.
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export default defineConfig({
  plugins: [react(), tailwindcss(), boot(at("./src/app/boot.js")), catalogs(at("./src/i18n")), compressed()],
  resolve: {
    alias: [
      { find: /^@(app|rt|ui|i18n)\//, replacement: `${at("./src")}/$1/` },
      { find: /^@ui$/, replacement: at("./src/ui/index.ts") },
      { find: /^@i18n$/, replacement: at("./src/i18n/index.ts") },
    ],
  },
  server: { proxy },
  preview: { proxy, headers: { "Content-Security-Policy": policy } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Sizes have budgets of their own: bench/size.mjs.
    chunkSizeWarningLimit: 1_000,
    // What every page needs is one file, not a dozen small ones.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "app", tags: ["$initial"] }] } } },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"], testTimeout: 30_000 },
});
