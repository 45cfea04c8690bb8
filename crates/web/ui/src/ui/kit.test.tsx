// Parts of the kit by their roles: what a screen reader is told, and what a keyboard can do.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { setNet } from "@rt/net";
import { Button, Checkbox, ConfirmDialog, FormField, IconButton, Input, Menu, MenuItem, Switch } from ".";
import { FormDialog, text } from "./forms";

const REASON = "Possible once the connection is back";
const online = () => setNet({ link: "live", lostAt: null });
const offline = () => setNet({ link: "offline", lostAt: Date.now() });
beforeEach(online);

test("a button that needs the server waits while it is gone, says why, and comes back by itself", async () => {
  const press = vi.fn();
  render(
    <>
      <Button needsServer onClick={press}>
        Export
      </Button>
      <Button onClick={press}>Cancel</Button>
    </>,
  );
  const button = screen.getByRole("button", { name: "Export" });
  expect(button).not.toHaveAttribute("aria-disabled");
  act(offline);
  expect(button).toHaveAttribute("aria-disabled", "true");
  expect(button).toHaveAccessibleDescription(REASON);
  await userEvent.click(button);
  expect(press).not.toHaveBeenCalled();
  expect(button).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(press).toHaveBeenCalledTimes(1);
  act(online);
  expect(button).not.toHaveAttribute("aria-disabled");
  await userEvent.click(button);
  expect(press).toHaveBeenCalledTimes(2);
});

test("a short cut disables nothing; a long one does", () => {
  vi.useFakeTimers();
  render(<Button type="submit">Save</Button>);
  act(() => setNet({ link: "connecting", lostAt: Date.now() }));
  expect(screen.getByRole("button")).not.toHaveAttribute("aria-disabled");
  act(() => vi.advanceTimersByTime(1_600));
  expect(screen.getByRole("button")).toHaveAttribute("aria-disabled", "true");
  act(online);
  expect(screen.getByRole("button")).not.toHaveAttribute("aria-disabled");
  vi.useRealTimers();
});

test("a form is not sent while the server is gone, not by Enter either, and keeps what was typed", async () => {
  const send = vi.fn((form: FormData) => Promise.resolve(text(form, "name")));
  render(
    <FormDialog title="New team" submit="Save" onClose={() => undefined} onSend={send}>
      {(at) => <FormField label="Name" error={at("/name")}>{(field) => <Input {...field} name="name" />}</FormField>}
    </FormDialog>,
  );
  const field = await screen.findByRole("textbox", { name: "Name" });
  act(offline);
  await userEvent.type(field, "Night shift{Enter}");
  expect(send).not.toHaveBeenCalled();
  expect(within(screen.getByRole("dialog", { name: "New team" })).getByRole("status")).toHaveTextContent(REASON);
  act(online);
  await userEvent.type(field, "{Enter}");
  await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  expect(send.mock.calls[0]?.[0].get("name")).toBe("Night shift");
});

test("a question is answered once only, and gives the focus back", async () => {
  let finish: () => void = () => undefined;
  const confirm = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  function Asking() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button onClick={() => setOpen(true)}>Ask</Button>
        <ConfirmDialog open={open} onOpenChange={setOpen} title="Delete Rex?" description="All of it goes." confirm="Delete" onConfirm={confirm} />
      </>
    );
  }
  render(<Asking />);
  await userEvent.click(screen.getByRole("button", { name: "Ask" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete Rex?" });
  expect(dialog).toHaveAccessibleDescription("All of it goes.");
  const button = within(dialog).getByRole("button", { name: "Delete" });
  await userEvent.click(button);
  expect(button).toBeDisabled();
  await userEvent.click(button);
  expect(confirm).toHaveBeenCalledTimes(1);
  finish();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(screen.getByRole("button", { name: "Ask" })).toHaveFocus());
});

test("a field is called by its label, described by its hint, and its error is tied to it", () => {
  render(
    <FormField label="Domain" hint="Without www" error="Not a domain" optional="optional">
      {(field) => <Input {...field} />}
    </FormField>,
  );
  const field = screen.getByRole("textbox", { name: /Domain/ });
  expect(field).toHaveAccessibleDescription("Without www Not a domain");
  expect(field).toBeInvalid();
});

test("boxes and switches are operated by keys", async () => {
  const on = vi.fn();
  render(
    <>
      <Checkbox label="Shared" />
      <Switch label="Second factor" hint="For all" checked={false} onChange={on} />
    </>,
  );
  await userEvent.tab();
  await userEvent.keyboard(" ");
  expect(screen.getByRole("checkbox", { name: "Shared" })).toBeChecked();
  await userEvent.tab();
  await userEvent.keyboard(" ");
  expect(on).toHaveBeenCalledWith(true);
  expect(screen.getByRole("switch", { name: "Second factor" })).toHaveAccessibleDescription("For all");
});

test("a menu opens by keys; an item that needs the server is disabled with its reason", async () => {
  const select = vi.fn();
  render(
    <Menu trigger={<IconButton label="More" icon="…" tip={false} />}>
      <MenuItem onSelect={select}>Edit</MenuItem>
      <MenuItem needsServer onSelect={select}>
        Send again
      </MenuItem>
    </Menu>,
  );
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  const item = await screen.findByRole("menuitem", { name: "Send again" });
  act(offline);
  expect(item).toHaveAttribute("aria-disabled", "true");
  expect(item).toHaveAccessibleDescription(REASON);
  await userEvent.click(screen.getByRole("menuitem", { name: "Edit" }));
  expect(select).toHaveBeenCalledTimes(1);
});
