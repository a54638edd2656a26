/** Limits and lists that programs need while they run; apart from the schemas, so that a browser can have them without those. */

/** Longest message, in UTF-16 units. A log longer than this is sent as a file. */
export const longestText = 20_000;
export const mostFiles = 10;
/** Of a file's name as its sender gives it; what is kept is shorter. */
export const longestFileName = 5_000;
/** Items in one request for evidence. */
export const mostAsked = 20;
/** Longest screen recording, seconds. */
export const longestRecording = 300;

export const locales = ['en', 'ko', 'ja'] as const;
export const evidenceKinds = ['link', 'screenshot', 'recording', 'steps', 'flare', 'docs', 'configuration', 'logs'] as const;

/**
 * What a token may be used for: reading or changing tickets and what surrounds them (threads, evidence, customers, incidents),
 * chats, and the desk itself (policy, staff, reports, settings). Beyond that its owner’s own rights bound it.
 */
export const scopes = ['tickets:read', 'tickets:write', 'chats:read', 'chats:write', 'desk:read', 'desk:write'] as const;

/** What every token begins with, so that people and scanners of secrets know one when they see it. */
export const tokenPrefix = 'fl_';
