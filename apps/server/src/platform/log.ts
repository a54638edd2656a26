/**
 * One line of JSON per event. Never log what people wrote, tokens, query strings or file names; log ids.
 * `error`: somebody must act. `warn`: somebody should look. `info`: starts, stops.
 */
export type Level = 'info' | 'warn' | 'error';

export interface Log {
  (level: Level, message: string, facts?: Record<string, unknown>): void;
}

export function jsonLog(write: (line: string) => void): Log {
  return (level, message, facts = {}) => {
    const plain = Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, v instanceof Error ? (v.stack ?? v.message) : v]));
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...plain })}\n`);
  };
}
