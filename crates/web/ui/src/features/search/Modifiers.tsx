// What the search understands besides words, to be added with a press.
import { t } from "@i18n";

const MODIFIERS = ["in:", "from:", "label:", "status:open", "has:attachment", "before:", "after:"] as const;

export function Modifiers({ onAdd }: { onAdd: (modifier: string) => void }) {
  return (
    <div role="group" aria-label={t("search.modifiers")} className="flex flex-wrap gap-1.5">
      {MODIFIERS.map((modifier) => (
        <button
          key={modifier}
          type="button"
          title={t(`search.modifier.${modifier}`)}
          onClick={() => onAdd(modifier)}
          className="flex min-h-7 items-center gap-1.5 rounded-md border border-line bg-panel px-2 text-[13px] hover:bg-hover max-md:min-h-10"
        >
          <code className="font-mono text-link">{modifier}</code>
          <span className="text-dim max-md:hidden">{t(`search.modifier.${modifier}`)}</span>
        </button>
      ))}
    </div>
  );
}
