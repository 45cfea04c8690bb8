// One thing that was found. Highlights are pieces of text that the server marks, never markup.
import { Link } from "@tanstack/react-router";
import { MessageSquareIcon } from "lucide-react";
import { formatDateTime, formatStamp, t } from "@i18n";
import type { Schema } from "@rt/api";
import { Avatar, Badge } from "@ui";

type SearchHit = Schema["SearchHit"];

export function hitKey(hit: SearchHit): string {
  return hit.type === "message" ? hit.message.id : hit.type === "contact" ? hit.contact.id : hit.conversation.id;
}

const ROW = "flex min-h-14 items-center gap-3 px-4 py-2.5 text-sm hover:bg-hover";

export function Hit({ hit }: { hit: SearchHit }) {
  if (hit.type === "contact") {
    const { contact } = hit;
    return (
      <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={ROW}>
        <Avatar name={contact.name} size={30} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{contact.name}</span>
          <span className="block truncate text-[13px] text-dim">{[contact.email, contact.phone].filter(Boolean).join(" · ") || "–"}</span>
        </span>
      </Link>
    );
  }
  const { conversation } = hit;
  const at = hit.type === "message" ? hit.message.created_at : conversation.last_activity_at;
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: conversation.id }} search={hit.type === "message" ? { at: hit.message.seq } : {}} data-hit={hit.type} className={ROW}>
      {hit.type === "message" ? <Avatar name={hit.message.sender.name ?? conversation.contact.name} size={30} /> : <MessageSquareIcon size={20} aria-hidden="true" className="mx-1 shrink-0 text-dim" />}
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{hit.type === "message" ? (hit.message.sender.name ?? conversation.contact.name) : conversation.contact.name}</span>
          <span className="shrink-0 text-[13px] text-dim">
            #{conversation.number}
            {conversation.subject && <span className="max-md:hidden"> · {conversation.subject}</span>}
          </span>
          <Badge>{t(`status.${conversation.status}`)}</Badge>
        </span>
        <span dir="auto" className="line-clamp-2 text-[13px] wrap-any text-dim">
          {hit.type === "message"
            ? hit.snippet.map((piece, index) =>
                piece.hit ? (
                  <mark key={index} className="rounded bg-note px-1 font-medium text-fg">
                    {piece.text}
                  </mark>
                ) : (
                  piece.text
                ),
              )
            : (conversation.last_message?.preview ?? "–")}
        </span>
      </span>
      <time dateTime={at} title={formatDateTime(at)} className="shrink-0 self-start text-xs text-dim">
        {formatStamp(at)}
      </time>
    </Link>
  );
}
