// The menu of a message: a button until it is first opened.
import { lazy, Suspense, useState } from "react";
import { t } from "@i18n";
import type { Message } from "@rt/types";
import { Menu } from "@ui";
import type { BubbleActs } from "./Bubble";

const BubbleItems = lazy(() => import("./BubbleItems"));
const TRIGGER = "flex size-7 items-center justify-center rounded-lg text-lg leading-none text-transparent group-hover/bubble:text-dim hover:bg-hover focus-visible:text-dim data-[state=open]:text-dim max-md:size-9 max-md:text-dim";

export function BubbleMenu(props: { message: Message; mine: boolean; acts: BubbleActs }) {
  const [made, setMade] = useState(false);
  const [open, setOpen] = useState(false);
  const button = (
    <button type="button" aria-label={t("message.actions")} aria-haspopup="menu" className={TRIGGER} {...(made ? {} : { onClick: () => { setMade(true); setOpen(true); } })}>
      {/* A character: three hundred drawings would cost at every step of the window. */}
      <span aria-hidden="true">⋯</span>
    </button>
  );
  return made ? (
    <Menu open={open} onOpenChange={setOpen} trigger={button} width={230}>
      <Suspense>
        <BubbleItems {...props} />
      </Suspense>
    </Menu>
  ) : (
    button
  );
}
