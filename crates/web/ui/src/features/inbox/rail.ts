// Where the days of a conversation stand on a rail whose length is all its messages. Pure.
import type { components } from "@rt/schema";

export type Day = components["schemas"]["ConversationDay"];

export interface Stretch extends Day {
  /** Messages before it on the rail. */
  before: number;
}

export interface Rail {
  days: Stretch[];
  total: number;
}

export interface Mark {
  day: string;
  share: number;
  /** It is the first of its month. */
  month: boolean;
}

/** In the order of the thread, which is that of time unless conversations were merged. */
export function railOf(days: readonly Day[], count: number, lastDay: string): Rail {
  const known = days.reduce((sum, day) => sum + day.messages, 0);
  // What came since the days were read came on the day of the last message.
  const late = Math.max(0, count - known);
  const isLast = days.at(-1)?.day === lastDay;
  const rail: Rail = { days: [], total: 0 };
  const add = ({ day, first_seq, messages }: Day) => {
    rail.days.push({ day, first_seq, messages, before: rail.total });
    rail.total += messages;
  };
  for (const day of days.toSorted((a, b) => a.first_seq - b.first_seq)) add(isLast && day.day === lastDay ? { ...day, messages: day.messages + late } : day);
  if (late > 0 && !isLast) add({ day: lastDay, first_seq: known + 1, messages: late });
  return rail;
}

/** The day that a message belongs to. */
export function dayAt({ days }: Rail, seq: number): number {
  let [low, high] = [0, days.length - 1];
  while (low < high) {
    const half = (low + high + 1) >> 1;
    if ((days[half]?.first_seq ?? 0) <= seq) low = half;
    else high = half - 1;
  }
  return low;
}

/** How far down the rail a message stands, from 0 to 1. */
export function shareOf(rail: Rail, seq: number): number {
  const day = rail.days[dayAt(rail, seq)];
  if (!day || rail.total < 2) return 1;
  const within = Math.max(0, Math.min(day.messages - 1, seq - day.first_seq));
  return (day.before + within) / (rail.total - 1);
}

/** The message that stands there. */
export function seqAt(rail: Rail, share: number): number {
  const place = Math.round(Math.max(0, Math.min(1, share)) * (rail.total - 1));
  const day = rail.days.findLast((day) => day.before <= place);
  return day ? day.first_seq + place - day.before : 1;
}

/** Marks that are at least `gap` apart (of 1): beginnings of months go before other days, earlier before later. */
export function marksOf(rail: Rail, gap: number): Mark[] {
  const all = rail.days.map((day, at): Mark => ({ day: day.day, share: shareOf(rail, day.first_seq), month: day.day.slice(0, 7) !== rail.days[at - 1]?.day.slice(0, 7) }));
  const chosen: Mark[] = [];
  for (const mark of [...all.filter((one) => one.month), ...all.filter((one) => !one.month)]) {
    if (chosen.every((other) => Math.abs(other.share - mark.share) >= gap)) chosen.push(mark);
  }
  return chosen.sort((a, b) => a.share - b.share);
}
