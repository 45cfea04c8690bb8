declare module "virtual:catalogs" {
  type Load = () => Promise<{ default: Record<string, never> }>;
  const loaders: Record<"en" | "fr" | "es" | "pt", Record<"core" | "auth" | "contacts" | "search" | "settings" | "thread", Load>>;
  export default loaders;
}
