// The account itself: its name, its languages, and what it asks of its people.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "@i18n";
import { api, ifMatch, ok, type Schema } from "@rt/api";
import { useAllowed } from "@rt/client";
import { Button, ErrorView, FormField, Input, Select, Skeleton, Switch, toast } from "@ui";
import { FormError, orNull, text, useForm } from "@ui/forms";
import { LanguageSelect } from "./languages";
import { Box, Gate, Heading } from "./parts";

const LANGUAGES: Schema["SearchLanguage"][] = ["simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish"];
/** Their names by the browser, in the user's language. */
const TAGS = { arabic: "ar", armenian: "hy", basque: "eu", catalan: "ca", danish: "da", dutch: "nl", english: "en", finnish: "fi", french: "fr", german: "de", greek: "el", hindi: "hi", hungarian: "hu", indonesian: "id", irish: "ga", italian: "it", lithuanian: "lt", nepali: "ne", norwegian: "no", portuguese: "pt", romanian: "ro", russian: "ru", serbian: "sr", spanish: "es", swedish: "sv", tamil: "ta", turkish: "tr", yiddish: "yi" } as const;

function languageName(language: Schema["SearchLanguage"]): string {
  if (language === "simple") return t("settings.account.simple");
  return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(TAGS[language]) ?? language;
}

function Form({ account }: { account: Schema["Account"] }) {
  const client = useQueryClient();
  const mayWrite = useAllowed("account:write");
  const [needed, setNeeded] = useState(account.second_factor_required);
  const form = useForm(async (data) => {
    const body: Schema["PatchAccount"] = {
      name: text(data, "name"),
      locale: text(data, "locale") as Schema["Locale"],
      search_language: text(data, "language") as Schema["SearchLanguage"],
      default_region: orNull(data, "region")?.toUpperCase() ?? null,
      second_factor_required: needed,
    };
    client.setQueryData(["account"], await ok(api.PATCH("/api/v1/account", { params: { header: ifMatch(account.version) }, body })));
    toast({ text: t("state.saved") });
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Box
        foot={
          mayWrite && (
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("action.save")}
            </Button>
          )
        }
      >
        <FormError error={form.error} known={["/name", "/default_region"]} />
        <fieldset disabled={!mayWrite} className="flex flex-col gap-4">
          <FormField label={t("settings.name")} error={form.at("/name")}>
            {(field) => <Input {...field} name="name" maxLength={120} required defaultValue={account.name} />}
          </FormField>
          <div className="grid gap-4 md:grid-cols-2">
            <FormField label={t("settings.account.locale")} hint={t("settings.account.localeHint")}>
              {(field) => <LanguageSelect field={field} name="locale" value={account.locale} />}
            </FormField>
            <FormField label={t("settings.account.language")} hint={t("settings.account.languageHint")}>
              {(field) => (
                <Select {...field} name="language" defaultValue={account.search_language}>
                  {LANGUAGES.map((language) => (
                    <option key={language} value={language}>
                      {languageName(language)}
                    </option>
                  ))}
                </Select>
              )}
            </FormField>
          </div>
          <FormField label={t("settings.account.region")} hint={t("settings.account.regionHint")} error={form.at("/default_region")} optional={t("state.optional")}>
            {(field) => <Input {...field} name="region" maxLength={2} pattern="[A-Za-z]{2}" className="uppercase" defaultValue={account.default_region ?? ""} />}
          </FormField>
          <Switch label={t("settings.account.factor")} hint={t("settings.account.factorHint")} checked={needed} disabled={!mayWrite} onChange={setNeeded} />
        </fieldset>
      </Box>
    </form>
  );
}

function Loaded() {
  const account = useQuery({ queryKey: ["account"], queryFn: () => ok(api.GET("/api/v1/account")) });
  return (
    <>
      <Heading title={t("settings.account")} />
      {account.isPending && <Skeleton className="h-64 rounded-xl" />}
      {account.error && <ErrorView error={account.error} onRetry={() => void account.refetch()} />}
      {account.data && <Form key={account.data.version} account={account.data} />}
    </>
  );
}

export function AccountPage() {
  return (
    <Gate needs="settings:read" title={t("settings.account")}>
      <Loaded />
    </Gate>
  );
}
