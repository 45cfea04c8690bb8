// One run of Lighthouse on a page of a browser that is open already, as its user: only what the browser has
// fetched or stored of the page is forgotten first. Its own folder, as nothing but the bench needs it.
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

/** Scores of 0 to 100 by category, and what cost points, with its value. */
export async function audit(url, { port, desktop }) {
  const flags = {
    port,
    output: "json",
    logLevel: "error",
    onlyCategories: CATEGORIES,
    // As a first visit, but for who is signed in.
    clearStorageTypes: ["file_systems", "shader_cache", "service_workers", "cache_storage", "indexeddb"],
  };
  const { lhr } = await lighthouse(url, flags, desktop ? desktopConfig : undefined);
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const categories = CATEGORIES.map((id) => lhr.categories[id]);
  const scores = Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(score * 100)]));
  const losses = categories.flatMap(({ auditRefs }) =>
    auditRefs
      .map(({ id, weight }) => ({ ...lhr.audits[id], weight }))
      .filter(({ weight, score }) => weight > 0 && score !== null && score < 0.9)
      .map(({ title, displayValue, details }) => [title, displayValue, ...(details?.items ?? []).map(({ node, description, url: where }) => node?.snippet ?? description ?? where)].filter(Boolean).join(" · ")),
  );
  // A redirect, such as to the sign-in, would measure another page.
  return { scores, losses, page: new URL(lhr.finalDisplayedUrl).pathname };
}
