/** The folder in /run, which is memory, that systemd makes for the service (`systemd/pupitre.service`); null where it makes none. */
export function runtimeFolder(env: NodeJS.ProcessEnv = process.env): string | null {
  return (env.RUNTIME_DIRECTORY ?? '').split(':')[0] || null;
}
