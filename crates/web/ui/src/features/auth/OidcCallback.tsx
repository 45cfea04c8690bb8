// Where an identity provider sends the browser back to. Its code is good for one exchange, so it is tried
// once and leaves the address bar.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { t } from "@i18n";
import { api, ok } from "@rt/api";
import { adopt } from "@rt/session";
import { errorText, Spinner } from "@ui";
import { AuthLink, AuthPage } from "./AuthPage";
import { takeNext } from "./next";

export function OidcCallback() {
  const { provider } = useParams({ from: "/auth/oidc/$provider/callback" });
  const navigate = useNavigate();
  const [arrival] = useState(() => {
    const query = new URLSearchParams(location.search);
    return { state: query.get("state") ?? "", code: query.get("code") ?? "" };
  });
  const refused = arrival.code === "";
  const exchange = useQuery({
    queryKey: ["oidc-arrival", arrival.state],
    enabled: !refused,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => ok(api.POST("/api/v1/auth/oidc/{provider}/callback", { params: { path: { provider } }, body: { ...arrival, transport: "cookie" } })),
  });
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  useEffect(() => {
    if (!exchange.data) return;
    adopt(exchange.data);
    void navigate({ to: takeNext(), replace: true });
  }, [exchange.data, navigate]);
  if (refused || exchange.error) {
    return (
      <AuthPage title={t("auth.oidc.failed")} text={refused ? t("auth.oidc.refused") : errorText(exchange.error)}>
        <AuthLink to="/sign-in">{t("auth.backToSignIn")}</AuthLink>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("auth.oidc.wait")}>
      <span role="status" aria-label={t("state.loading")}>
        <Spinner />
      </span>
    </AuthPage>
  );
}
