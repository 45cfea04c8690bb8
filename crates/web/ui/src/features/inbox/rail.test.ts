import { describe, expect, it } from "vitest";
import { dayAt, marksOf, railOf, seqAt, shareOf } from "./rail";

const day = (day: string, first_seq: number, messages: number) => ({ day, first_seq, messages });
const DAYS = [day("2026-10-30", 1, 10), day("2026-10-31", 11, 50), day("2026-11-02", 61, 39), day("2026-11-03", 100, 1)];

describe("the rail of days", () => {
  it("gives each day the room of its messages", () => {
    const rail = railOf(DAYS, 100, "2026-11-03");
    expect(rail.total).toBe(100);
    expect(shareOf(rail, 1)).toBe(0);
    expect(shareOf(rail, 100)).toBe(1);
    expect(shareOf(rail, 61) - shareOf(rail, 11)).toBeCloseTo(50 / 99);
  });

  it("leads from every message to its place and back", () => {
    const rail = railOf(DAYS, 100, "2026-11-03");
    for (let seq = 1; seq <= 100; seq += 1) expect(seqAt(rail, shareOf(rail, seq))).toBe(seq);
    expect([seqAt(rail, -1), seqAt(rail, 2)]).toEqual([1, 100]);
    expect([1, 10, 11, 60, 99, 100].map((seq) => rail.days[dayAt(rail, seq)]?.day.slice(-2))).toEqual(["30", "30", "31", "31", "02", "03"]);
  });

  it("knows what came since the days were read", () => {
    expect(railOf(DAYS, 103, "2026-11-03").days.at(-1)).toMatchObject({ day: "2026-11-03", first_seq: 100, messages: 4 });
    expect(railOf(DAYS, 103, "2026-11-04").days.at(-1)).toMatchObject({ day: "2026-11-04", first_seq: 101, messages: 3, before: 100 });
    expect(railOf([], 5, "2026-11-04").total).toBe(5);
  });

  it("stands in the order of the thread when conversations were merged", () => {
    const rail = railOf([day("2026-10-01", 41, 10), day("2026-11-01", 1, 40)], 50, "2026-11-01");
    expect(rail.days.map((one) => one.first_seq)).toEqual([1, 41]);
    for (let seq = 1; seq <= 50; seq += 1) expect(seqAt(rail, shareOf(rail, seq))).toBe(seq);
  });

  it("marks what has room, months first", () => {
    const rail = railOf(DAYS, 100, "2026-11-03");
    expect(marksOf(rail, 0.05).map((mark) => mark.day)).toEqual(["2026-10-30", "2026-10-31", "2026-11-02", "2026-11-03"]);
    expect(marksOf(rail, 0.2).map((mark) => [mark.day, mark.month])).toEqual([["2026-10-30", true], ["2026-11-02", true], ["2026-11-03", false]]);
    expect(marksOf(rail, 0.7).map((mark) => mark.day)).toEqual(["2026-10-30", "2026-11-03"]);
  });

  it("is there for one message and for none", () => {
    expect(shareOf(railOf([day("2026-11-01", 1, 1)], 1, "2026-11-01"), 1)).toBe(1);
    expect(seqAt(railOf([], 0, "2026-11-01"), 0.5)).toBe(1);
  });
});
