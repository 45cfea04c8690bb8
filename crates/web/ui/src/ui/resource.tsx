// The page of one kind of thing, such as teams or labels: the list of them, a menu on each, one form to make
// and to change one, and the question before one goes. Who may not see it is told so, and nothing is asked of
// the server.
import type { QueryKey } from "@tanstack/react-query";
import { type LucideIcon, PlusIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { t } from "@i18n";
import { useAllowed } from "@rt/client";
import { EmptyState } from "./bits";
import { Button } from "./Button";
import { type Column } from "./DataTable";
import { type At, FormDialog } from "./forms";
import { MenuItem } from "./Menu";
import { Heading, RowMenu, useConfirm } from "./page";
import { Forbidden, Listing, type Page, useAct, usePages } from "./pages";

type Permission = Parameters<typeof useAllowed>[0];

export interface ResourceForm<T> {
  /** The button that makes one; without it none is made here. */
  create?: string | false;
  /** Unless the things cannot be changed. */
  edit?: boolean;
  submit?: string;
  wide?: boolean;
  /** Pointers that have a field of their own. */
  known: string[];
  /** Of a new one (null) or of one that is there. */
  fields: (row: T | null, at: At) => ReactNode;
  /** What it answers is told in passing; "Saved" if that is no text. */
  send: (form: FormData, row: T | null) => Promise<unknown>;
}

export interface ResourceRemoval<T> {
  run: (row: T) => Promise<unknown>;
  may?: (row: T) => boolean;
  title?: (row: T) => string;
  /** What goes with it. */
  text?: string;
  /** The words of the button, and what is told then, if it is no deletion. */
  verb?: string;
  done?: string;
}

interface Props<T> {
  needs: Permission;
  title: string;
  text?: string;
  icon: LucideIcon;
  empty: string;
  emptyText?: string;
  /** What a change makes stale; the list itself is below it. */
  queryKey: QueryKey;
  page: (cursor: string | undefined) => Promise<Page<T>>;
  columns: Column<T>[];
  keyOf?: (row: T) => string;
  nameOf: (row: T) => string;
  /** Whether this user may change it. */
  mayChange: (row: T) => boolean;
  form?: ResourceForm<T>;
  removal?: ResourceRemoval<T>;
  /** What the menu of each has besides. */
  items?: (row: T) => ReactNode;
}

export function ResourcePage<T extends object>({ needs, title, text, icon: Icon, empty, emptyText, queryKey, page, columns, keyOf = idOf, nameOf, mayChange, form, removal, items }: Props<T>) {
  const allowed = useAllowed(needs);
  const act = useAct();
  const [open, setOpen] = useState<T | "new" | null>(null);
  const row = open === "new" ? null : open;
  const list = usePages([...queryKey, "list"], page, allowed);
  const verb = removal?.verb ?? t("action.delete");
  const confirm = useConfirm<T>(
    (one) => ({ title: removal?.title?.(one) ?? t("resource.deleteTitle", { name: nameOf(one) }), confirm: verb, ...(removal?.text ? { text: removal.text } : {}) }),
    (one) => act(() => Promise.resolve(removal?.run(one)), { done: removal?.done ?? t("resource.deleted"), stale: [queryKey] }),
  );
  if (!allowed) {
    return (
      <>
        <Heading title={title} />
        <Forbidden />
      </>
    );
  }
  const menu = (one: T) => {
    const change = mayChange(one);
    const edit = change && form && form.edit !== false;
    const remove = change && removal && (removal.may?.(one) ?? true);
    const more = items?.(one);
    if (!edit && !remove && !more) return null;
    return (
      <RowMenu name={nameOf(one)}>
        {more}
        {edit && <MenuItem onSelect={() => setOpen(() => one)}>{t("action.edit")}</MenuItem>}
        {remove && (
          <MenuItem danger onSelect={() => confirm.ask(one)}>
            {verb}
          </MenuItem>
        )}
      </RowMenu>
    );
  };
  return (
    <>
      <Heading
        title={title}
        {...(text ? { text } : {})}
        action={
          form?.create && (
            <Button variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />} onClick={() => setOpen("new")}>
              {form.create}
            </Button>
          )
        }
      />
      <Listing
        list={list}
        label={title}
        columns={[...columns, { id: "actions", title: t("action.more"), bare: true, quiet: true, className: "w-12 text-end", cell: menu }]}
        rowKey={keyOf}
        empty={<EmptyState icon={<Icon size={22} />} title={empty} {...(emptyText ? { text: emptyText } : {})} />}
      />
      {form && open !== null && (
        <FormDialog
          title={row ? nameOf(row) : form.create || title}
          submit={form.submit ?? t("action.save")}
          wide={form.wide ?? false}
          known={form.known}
          onClose={() => setOpen(null)}
          onSend={async (data) => {
            const told = await form.send(data, row);
            await act(() => Promise.resolve(), { done: typeof told === "string" ? told : t("state.saved"), stale: [queryKey] });
          }}
        >
          {(at) => form.fields(row, at)}
        </FormDialog>
      )}
      {confirm.dialog}
    </>
  );
}

const idOf = (row: object) => ("id" in row ? String(row.id) : "");
