// The text of a message: kept as written, addresses become links. No HTML ever comes from a message.
import { Fragment } from "react";

const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export function MessageText({ text }: { text: string }) {
  const parts: (string | { href: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(from, match.index), { href: match[0] });
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return (
    <p dir="auto" className="wrap-any whitespace-pre-wrap">
      {parts.map((part, at) =>
        typeof part === "string" ? (
          <Fragment key={at}>{part}</Fragment>
        ) : (
          <a key={at} href={part.href} target="_blank" rel="noopener noreferrer nofollow" className="text-link underline underline-offset-2">
            {part.href}
          </a>
        ),
      )}
    </p>
  );
}
