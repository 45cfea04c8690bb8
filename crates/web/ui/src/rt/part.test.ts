// Fetching parts of the app: not asked for while the connection is gone; and whether a build was replaced.
import { afterEach, expect, test, vi } from "vitest";
import { setNet } from "./net";
import { part, replaced } from "./part";

afterEach(() => {
  vi.unstubAllGlobals();
  document.head.innerHTML = "";
  setNet({ link: "live", lostAt: null });
});

test("it is asked for when the connection is back, once", async () => {
  setNet({ link: "offline", lostAt: Date.now() });
  const load = vi.fn(() => Promise.resolve("here"));
  const got = part(load);
  await Promise.resolve();
  expect(load).not.toHaveBeenCalled();
  setNet({ link: "live", lostAt: null });
  await expect(got).resolves.toBe("here");
  expect(load).toHaveBeenCalledTimes(1);
});

test.each([
  ["the same build", '<script type="module" src="/assets/app-1.js"></script>', false],
  ["another build", '<script type="module" src="/assets/app-2.js"></script>', true],
  ["a server that is away", null, false],
])("%s", async (_, page, is) => {
  document.head.innerHTML = '<script type="module" src="/assets/app-1.js"></script>';
  vi.stubGlobal("fetch", () => (page === null ? Promise.reject(new TypeError("network")) : Promise.resolve(new Response(page))));
  await expect(replaced()).resolves.toBe(is);
});
