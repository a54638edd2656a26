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

/**
 * Reads the instants of lines that come one after the other: most begin with one, of the day of the line before. Answers as `timeOf` does.
 */
export function openTimes(zone: number): (line: string, around: number) => number | null {
  let day = '';
  let dayBegins = NaN;
  return (line, around) => timeAtStart(line) ?? timeOf(line, zone, around);

  function timeAtStart(line: string): number | undefined {
    const hour = two(line, 11);
    const minute = two(line, 14);
    const second = two(line, 17);
    // A colon or digits that are missing make it no number; the rest is for `timeOf`.
    if (!(hour <= 24 && minute <= 99 && second <= 99) || line.charCodeAt(13) !== 58 || line.charCodeAt(16) !== 58) return undefined;
    const gap = line.charCodeAt(10);
    if (gap !== 32 && gap !== 84) return undefined;
    if (!line.startsWith(day) || day === '') {
      const date = /^(\d{4})[-/](\d\d)[-/](\d\d)/.exec(line);
      if (!date || +date[2]! > 12 || +date[3]! > 31) return undefined;
      day = date[0];
      dayBegins = Date.UTC(+date[1]!, +date[2]! - 1, +date[3]!);
    }
    let next = 19;
    let fraction = 0;
    const sign = line.charCodeAt(next);
    if (sign === 46 || sign === 44) {
      if (!isDigit(line.charCodeAt(next + 1))) return undefined;
      let scale = 100;
      for (next++; next < 29 && isDigit(line.charCodeAt(next)); next++, scale /= 10) fraction += (line.charCodeAt(next) - 48) * scale;
    }
    const offset = offsetAfter(line, next);
    return dayBegins + hour * 3_600_000 + minute * 60_000 + second * 1_000 + Math.floor(fraction + 1e-6) - offset * 60_000;
  }

  function offsetAfter(line: string, from: number): number {
    const said = line.charCodeAt(from) <= 32 ? from + 1 : from;
    const c = line.charCodeAt(said);
    if (c === 90 || line.startsWith('UTC', said) || line.startsWith('GMT', said)) return 0;
    return c === 43 || c === 45 ? offsetOf(/^[+-]\d\d:?\d\d/.exec(line.slice(said, said + 6))?.[0], zone) : zone;
  }
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const two = (line: string, at: number): number => {
  const [a, b] = [line.charCodeAt(at), line.charCodeAt(at + 1)];
  return isDigit(a) && isDigit(b) ? (a - 48) * 10 + b - 48 : NaN;
};

/** The first that a line says of how bad it is; each level has a group. */
const levels =
  /\b(?:(ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|EMERG|ALERT|SEVERE|Traceback|panic(?=:))|(WARN(?:ING)?)|(INFO|NOTICE)|(DEBUG|TRACE))\b|level["']?[=:]\s*["']?(?:(error|fatal|panic|critical)|(warn)|(info)|(debug|trace))|\[(?:(error|crit|emerg|alert)|(warn(?:ing)?)|(info|notice)|(debug))\]|^(?:([EF])|(W)|(I))\d{4} /;
const inOrder: readonly Level[] = ['error', 'warning', 'info', 'debug'];

/** Beyond this a line's level is not looked for. */
const levelWithin = 300;

export function levelOf(line: string): Level | null {
  const match = levels.exec(line.length > levelWithin ? line.slice(0, levelWithin) : line);
  if (!match) return null;
  for (let group = 1; group < match.length; group++) if (match[group] !== undefined) return inOrder[(group - 1) % 4]!;
  return null;
}
