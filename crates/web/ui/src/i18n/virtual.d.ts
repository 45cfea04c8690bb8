declare module "virtual:catalog/*" {
  const messages: Record<string, never>;
  export default messages;
}
