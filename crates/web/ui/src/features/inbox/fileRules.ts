// What an inbox takes, told before a byte is sent. The server decides by the bytes; this only spares the
// user the wait. Pure but for the look at a file's first bytes.
import type { Inbox } from "@rt/types";

export const MOST_FILES = 15;

export type Refusal = { code: "count"; limit: number } | { code: "size"; limit: number } | { code: "type"; type: string } | { code: "empty" };

const MAGIC: [string, number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["application/pdf", [0x25, 0x50, 0x44, 0x46]],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
];

/** The type by the first bytes where they tell, else as the browser guesses by the name. */
export async function typeOf(file: Blob): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const known = MAGIC.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte))?.[0];
  // Office documents are zip archives: their name says more.
  return known && known !== "application/zip" ? known : file.type || known || "application/octet-stream";
}

export function typeAllowed(type: string, allowed: string[]): boolean {
  return allowed.length === 0 || allowed.some((pattern) => pattern === "*/*" || pattern === type || (pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1))));
}

export async function refuse(file: File, already: number, inbox: Pick<Inbox, "attachment_max_bytes" | "attachment_types"> | undefined): Promise<Refusal | null> {
  if (already >= MOST_FILES) return { code: "count", limit: MOST_FILES };
  if (file.size === 0) return { code: "empty" };
  const limit = inbox?.attachment_max_bytes;
  if (limit && file.size > limit) return { code: "size", limit };
  const type = await typeOf(file);
  return typeAllowed(type, inbox?.attachment_types ?? []) ? null : { code: "type", type };
}
