// What the composer offers while one types: canned responses after "/" at the start, members after "@"
// in a note. Pure.

export type Trigger = { kind: "canned"; query: string; from: number; to: number } | { kind: "mention"; query: string; from: number; to: number };

export function triggerAt(text: string, caret: number, note: boolean): Trigger | null {
  const before = text.slice(0, caret);
  const canned = /^\/([\p{L}\p{N}_-]*)$/u.exec(before);
  if (canned) return { kind: "canned", query: canned[1] ?? "", from: 0, to: caret };
  if (!note) return null;
  const mention = /(^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  return mention ? { kind: "mention", query: mention[2] ?? "", from: caret - (mention[2]?.length ?? 0) - 1, to: caret } : null;
}

/** Members that a note names. */
export function mentionsIn(text: string, members: { user_id: string; name: string }[]): string[] {
  return members.filter((member) => text.includes(`@${member.name}`)).map((member) => member.user_id);
}
