// The languages that the app speaks, each by its own name.
import { LOCALES, type Locale } from "@rt/prefs";
import { type FieldProps, Select } from "@ui";

const NAMES: Record<Locale, string> = { en: "English", fr: "Français", es: "Español", pt: "Português" };

export function LanguageSelect({ field, name, value }: { field: FieldProps; name: string; value: Locale }) {
  return (
    <Select {...field} name={name} defaultValue={value}>
      {LOCALES.map((locale) => (
        <option key={locale} value={locale} lang={locale}>
          {NAMES[locale]}
        </option>
      ))}
    </Select>
  );
}
