/**
 * Which settings go to the server, and how.
 *
 * What starts programs, names files or sends prompts away counts only as the user's own setting and
 * is handed over when the server starts. The rest a folder may set too; the server asks for it.
 */

export const SECTION = "asciiDiagram";

const MACHINE_SETTINGS = [
  "local.model",
  "local.threads",
  "local.context",
  "workerCommand",
  "cache.directory",
  "cache.maxMb",
  "timeout",
] as const;
const BACKEND = "backend";

/** Settings that the server learns only when it starts. */
export const START_SETTINGS: readonly string[] = [
  "enable",
  "server",
  "allowedBackends",
  ...MACHINE_SETTINGS,
];

const SHARED_SETTINGS = new Set([
  "width",
  "charset",
  "ambiguousWide",
  "style",
  "direction",
  "commit",
  "features",
  BACKEND,
]);

/**
 * What the server is told when it starts.
 *
 * @param own Returns the user's own value of a setting, undefined where there is none.
 */
export function initializationOptions(own: (name: string) => unknown): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of [BACKEND, ...MACHINE_SETTINGS]) {
    const value = own(name);
    if (value !== undefined && value !== null && value !== "") {
      settings[name] = value;
    }
  }
  const allowed = own("allowedBackends");
  return {
    settings,
    allowedBackends: Array.isArray(allowed) ? allowed : [],
    statusNotifications: true,
  };
}

/** What the server is told when it asks for the section. */
export function sharedSettings(section: unknown): Record<string, unknown> {
  const entries = Object.entries(typeof section === "object" && section !== null ? section : {});
  return Object.fromEntries(entries.filter(([name]) => SHARED_SETTINGS.has(name)));
}
