// Which messages of a thread are in the document: at most 320, in steps of 40. Pure; the log measures
// and scrolls. `stop: null` follows the newest message.

/** Fill a screen; those above it follow when it has been shown. */
export const FIRST = 20;
export const AROUND = 50;
export const STEP = 40;
export const CAP = 320;
/** Load more when fewer pixels than this are left. */
export const MARGIN = 1_600;

export interface Window {
  /** First seq. */
  start: number;
  /** One past the last seq. */
  stop: number | null;
}

export function atEnd(firstSeq: number, lastSeq: number): Window {
  return { start: Math.max(firstSeq, lastSeq - FIRST + 1), stop: null };
}

export function around(seq: number, firstSeq: number, lastSeq: number): Window {
  const start = Math.max(firstSeq, seq - AROUND / 2);
  // It does not follow, even at the end: the reader has asked for this place.
  return { start, stop: Math.min(lastSeq + 1, seq + AROUND / 2) };
}

export function up(now: Window, firstSeq: number, lastSeq: number): Window {
  const start = Math.max(firstSeq, now.start - STEP);
  const stop = now.stop ?? lastSeq + 1;
  return stop - start > CAP ? { start, stop: start + CAP } : { start, stop: now.stop };
}

export function down(now: Window, lastSeq: number): Window {
  if (now.stop === null) return now;
  const stop = Math.min(lastSeq + 1, now.stop + STEP);
  const start = Math.max(now.start, stop - CAP);
  return { start, stop };
}

/** Keeps following without growing for ever. */
export function trim(now: Window, lastSeq: number): Window {
  return now.stop === null && lastSeq + 1 - now.start > CAP ? { start: lastSeq + 1 - CAP, stop: null } : now;
}
