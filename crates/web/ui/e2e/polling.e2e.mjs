// Where sockets are blocked the log is polled: slower, but nothing is missing. A second tab shares the
// connection of the first, and takes over when that is closed.
import { conversation, live, PATIENCE, person, until } from "./lib.mjs";

const shows = (page, text) => until(async () => (await page.locator("[data-log]").innerText()).includes(text));

export default async function polling({ server, browser, checks, api }) {
  const talk = await conversation(api, "Paul Poll", ["Hello"]);

  const blocked = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await blocked.addInitScript(() => {
    globalThis.WebSocket = class extends EventTarget {
      readyState = 0;
      constructor() {
        super();
        setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 })), 5);
      }
      close() {}
      send() {}
    };
  });
  const tab = await blocked.newPage();
  tab.setDefaultTimeout(PATIENCE);
  await tab.goto(`${server.url}/sign-in?next=/inbox/${talk.id}`);
  await tab.fill("[name=email]", server.email);
  await tab.fill("[name=password]", server.password);
  await tab.click("[type=submit]");
  await tab.waitForSelector('[data-net="polling"]', { state: "attached" });
  await tab.waitForSelector("[data-log] article");
  await talk.receive("By polling");
  checks.check("a message comes by polling", (await shows(tab, "By polling")) !== null);
  await blocked.close();

  const first = await person(browser, server, { path: `/inbox/${talk.id}` });
  await live(first.page);
  const sockets = [];
  const second = await first.context.newPage();
  second.on("websocket", (socket) => sockets.push(socket.url()));
  await second.goto(`${server.url}/inbox/${talk.id}`);
  await live(second);
  await second.waitForSelector("[data-log] article");
  await talk.receive("To both tabs");
  checks.check("the first tab hears it", (await shows(first.page, "To both tabs")) !== null);
  checks.check("the second tab hears it", (await shows(second, "To both tabs")) !== null);
  checks.equal("over one connection", sockets.length, 0);
  await first.page.close();
  checks.check("the second tab takes over", (await until(() => sockets.length === 1)) !== null);
  await talk.receive("After the first tab");
  checks.check("and goes on", (await shows(second, "After the first tab")) !== null);
}
