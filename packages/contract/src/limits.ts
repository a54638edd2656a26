/** Limits and lists that programs need while they run; apart from the schemas, so that a browser can have them without those. */

/** Longest message, in UTF-16 units. A log longer than this is sent as a file. */
export const longestText = 20_000;
export const mostFiles = 10;

export const locales = ['en', 'ko', 'ja'] as const;
export const evidenceKinds = ['link', 'screenshot', 'recording', 'steps', 'flare', 'docs', 'configuration', 'logs'] as const;
