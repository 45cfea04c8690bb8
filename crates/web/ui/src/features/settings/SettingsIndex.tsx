// Where "Settings" leads: the list on phones, which is there already; else the first page.
import { Navigate } from "@tanstack/react-router";

export function SettingsIndex() {
  return matchMedia("(max-width: 767px)").matches ? null : <Navigate to="/settings/profile" replace />;
}
