// When a conversation may wake again: the next hour, this evening, tomorrow, Monday. In the user's zone.

export interface SnoozeChoice {
  id: "hour" | "evening" | "tomorrow" | "week";
  at: Date;
}

const at = (day: Date, plusDays: number, hour: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + plusDays, hour);

export function snoozeChoices(now = new Date()): SnoozeChoice[] {
  const choices: SnoozeChoice[] = [{ id: "hour", at: new Date(now.getTime() + 3_600_000) }];
  if (now.getHours() < 17) choices.push({ id: "evening", at: at(now, 0, 18) });
  choices.push({ id: "tomorrow", at: at(now, 1, 9) });
  const toMonday = (8 - now.getDay()) % 7 || 7;
  if (toMonday > 1) choices.push({ id: "week", at: at(now, toMonday, 9) });
  return choices;
}
