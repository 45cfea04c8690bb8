// The kit. Features take their parts from here; nothing here knows a feature.
export { cn } from "./cn";
export { Button, IconButton, type ButtonProps, type IconButtonProps } from "./Button";
export { Spinner } from "./Spinner";
export { Tooltip, TooltipProvider } from "./Tooltip";
export { Kbd, keyNames } from "./Kbd";
export { Checkbox, type FieldProps, FormField, Input, Select, Switch, Textarea } from "./fields";
export { ConfirmDialog, Dialog, Sheet } from "./Dialog";
export { Menu, MenuItem, MenuLabel, MenuSeparator, Popover } from "./Menu";
export { Avatar, Badge, EmptyState, initials, Skeleton, SkeletonRows, Tabs } from "./bits";
export { copy, ErrorView, PanelError } from "./PanelError";
export { errorText, fieldError } from "./errorText";
export { toast, dismissToast } from "./toast";
export { Toaster } from "./Toaster";
export { type Column, DataTable } from "./DataTable";
export { KeyOnce } from "./KeyOnce";
export { ACTION_IDS, type ActionId, bindingOf, chordOf, KEYMAP, keysOf, shownKeys } from "./keymap";
export { onKey, useKeys } from "./keys";
export { type Command, commands, useCommands } from "./commands";
