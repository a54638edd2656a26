/** What a line of a log says of itself: when, and how bad it is. */

export type Level = 'error' | 'warning' | 'info' | 'debug';

const months = 'janfebmaraprmayjunjulaugsepoctnovdec';
const iso = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?/;
const syslog = /^(?:<\d+>)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(\d{1,2})\s(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/;
const clf = /\[(\d\d)\/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/(\d{4}):(\d\d):(\d\d):(\d\d)\s([+-]\d{4})\]/;
const klog = /^([IWEF])(\d\d)(\d\d)\s(\d\d):(\d\d):(\d\d)\.(\d{6})/;
const epoch = /(?:^|"(?:ts|time|timestamp)"\s*:\s*"?|\bts=)(1[5-9]\d{8})(?:\.(\d{1,9})|(\d{3}))?\b/;

/** How far into a line its time may begin. */
const lead = 160;

/**
 * The instant of a line, milliseconds since 1970; null where it says none. `zone`: minutes east of UTC for times without one; `around`: an
 * instant near it, for those without a year.
 */
export function timeOf(line: string, zone: number, around: number): number | null {
  const head = line.slice(0, lead);
  let m = iso.exec(head);
  if (m) {
    const [, y, mo, d, h, mi, s = '0', f = '', z] = m;
    const at = Date.UTC(+y!, +mo! - 1, +d!, +h!, +mi!, +s, Math.floor(Number(`0.${f || 0}`) * 1000));
    if (+mo! > 12 || +d! > 31 || +h! > 24) return null;
    return at - offsetOf(z, zone) * 60_000;
  }
  if ((m = syslog.exec(head))) {
    const [, mo, d, h, mi, s, f = '0'] = m;
    return nearest(around, months.indexOf(mo!.toLowerCase()) / 3, +d!, +h!, +mi!, +s!, Number(`0.${f}`) * 1000, zone);
  }
  if ((m = klog.exec(head))) {
    const [, , mo, d, h, mi, s, f] = m;
    return nearest(around, +mo! - 1, +d!, +h!, +mi!, +s!, +f! / 1000, zone);
  }
  if ((m = clf.exec(head))) {
    const [, d, mo, y, h, mi, s, z] = m;
    return Date.UTC(+y!, months.indexOf(mo!.toLowerCase()) / 3, +d!, +h!, +mi!, +s!) - offsetOf(z, zone) * 60_000;
  }
  if ((m = epoch.exec(head))) return +m[1]! * 1000 + (m[3] ? +m[3] : m[2] ? Math.floor(Number(`0.${m[2]}`) * 1000) : 0);
  return null;
}

function offsetOf(said: string | undefined, zone: number): number {
  if (!said) return zone;
  const m = /([+-])(\d\d):?(\d\d)/.exec(said);
  return m ? (m[1] === '-' ? -1 : 1) * (+m[2]! * 60 + +m[3]!) : 0;
}

/** The year that brings it nearest to an instant, but not more than a day after it. */
function nearest(around: number, month: number, day: number, h: number, mi: number, s: number, ms: number, zone: number): number {
  const year = new Date(around).getUTCFullYear();
  const at = (y: number) => Date.UTC(y, month, day, h, mi, s, Math.floor(ms)) - zone * 60_000;
  return at(year) - around > 86_400_000 ? at(year - 1) : at(year);
}

const error =
  /\b(?:ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|EMERG|ALERT|SEVERE)\b|level["']?[=:]\s*["']?(?:error|fatal|panic|critical)|^[EF]\d{4} |\b(?:Traceback|panic:)|\[(?:error|crit|emerg|alert)\]/;
const warning = /\b(?:WARN|WARNING)\b|level["']?[=:]\s*["']?warn|^W\d{4} |\[warn(?:ing)?\]/;
const debug = /\b(?:DEBUG|TRACE)\b|level["']?[=:]\s*["']?(?:debug|trace)|\[debug\]/;

/** Beyond this a line's level is not looked for. */
const levelWithin = 300;

export function levelOf(line: string): Level | null {
  const head = line.slice(0, levelWithin);
  if (error.test(head)) return 'error';
  if (warning.test(head)) return 'warning';
  if (debug.test(head)) return 'debug';
  return /\b(?:INFO|NOTICE)\b|level["']?[=:]\s*["']?info|^I\d{4} |\[info\]/.test(head) ? 'info' : null;
}
