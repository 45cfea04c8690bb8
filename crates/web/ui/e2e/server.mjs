// A demo server of its own on a free port with its own data folder. The app is the one in the program, or with
// `dist` (or the variable DIST) one that was built into a folder, shown by Vite before the server.
// SKYBOT_BIN: the server's program. Nothing of it is left when it ends.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function until(what, test, ms = 180_000) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    const value = await test();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

export async function startServer({ dist = process.env.DIST } = {}) {
  const bin = process.env.SKYBOT_BIN;
  if (!bin) {
    console.error("Set SKYBOT_BIN to the server's program.");
    process.exit(2);
  }
  const folder = mkdtempSync(join(process.env.SKYBOT_E2E_DIR ?? tmpdir(), "skybot-e2e-"));
  // PostgreSQL does not run as root: a superuser's folder has to let its user in.
  chmodSync(folder, 0o755);
  const apiPort = await freePort();
  const uiPort = dist ? await freePort() : apiPort;
  const url = `http://127.0.0.1:${uiPort}`;
  const children = [];
  const run = (command, args, env) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    child.output = "";
    child.stdout.on("data", (data) => (child.output += data));
    child.stderr.on("data", (data) => (child.output += data));
    children.push(child);
    return child;
  };
  const startApi = () =>
    run(bin, ["demo", "--local", folder, "--quiet-customers", "--bind", `127.0.0.1:${apiPort}`], {
      SKYBOT__SERVER__PUBLIC_URL: url,
      SKYBOT__SERVER__ALLOWED_ORIGINS: url,
      SKYBOT__LIMITS__LOGINS_PER_ADDRESS: "1000",
      SKYBOT__LIMITS__REQUESTS_PER_ADDRESS: "100000",
      SKYBOT__LIMITS__REQUESTS_PER_USER: "100000",
      SKYBOT__LIMITS__REQUESTS_PER_ACCOUNT: "100000",
      SKYBOT__LIMITS__MESSAGES_PER_CONVERSATION: "100000",
      SKYBOT__LIMITS__MESSAGES_PER_SENDER: "100000",
    });
  let server = startApi();
  const password = await until("the demo", () => /password\s+(\S+)/.exec(server.output)?.[1]).catch((error) => {
    console.error(server.output);
    server.kill("SIGKILL");
    throw error;
  });
  // Only then its made-up conversations are all there.
  await until("the demo's conversations", () => server.output.includes('"message":"listening"'));
  const web = dist && run("node", ["node_modules/vite/bin/vite.js", "preview", "--host", "127.0.0.1", "--port", String(uiPort), "--strictPort", "--outDir", dist], { SKYBOT_URL: `http://127.0.0.1:${apiPort}` });
  const answers = (address) => fetch(address, { headers: { accept: "text/html" } }).then((response) => response.ok, () => false);
  await until("the app", () => answers(`${url}/`));
  const ended = (child) => (child.exitCode !== null || child.signalCode !== null ? null : new Promise((resolve) => child.once("exit", resolve)));
  return {
    url,
    folder,
    email: "demo@skybot.local",
    password,
    log: () => children.map((child) => child.output).join("\n"),
    /** The server is gone until `up` is called. */
    async down() {
      server.kill("SIGTERM");
      await ended(server);
    },
    async up() {
      server = startApi();
      await until("the server", () => answers(`http://127.0.0.1:${apiPort}/health`));
    },
    async stop() {
      for (const child of [web, server].filter(Boolean)) {
        child.kill("SIGTERM");
        await ended(child);
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
