// Parts of the app that are fetched when they are first wanted. While the connection is gone they are waited
// for and not asked for: a browser remembers of a module that failed that it failed, until the page is loaded
// anew, and the page that is there should not be given up for one that cannot come.
import { gone } from "./net";

function back(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (gone.get()) return;
      stop();
      resolve();
    };
    const stop = gone.subscribe(look);
    look();
  });
}

export async function part<T>(load: () => Promise<T>): Promise<T> {
  await back();
  return load();
}

/** Whether the server has another build than this one. A server that is away has none. */
export async function replaced(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>("script[type=module]");
  const page = await fetch("/", { headers: { Accept: "text/html" }, cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : null), () => null);
  return page !== null && own !== null && !page.includes(new URL(own.src).pathname);
}
