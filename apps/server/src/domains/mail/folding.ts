/**
 * What of a mail's text its sender wrote, and what their program added: the mail that they answer, a signature. Pure. The latter is kept
 * and shown folded, so a wrong guess costs a click. Nothing is guessed in the middle of a text: whoever answers between the lines keeps
 * the lines.
 */

/** What the desk's own mails draw above the history: answers are written above it. In every language between the same signs. */
export const lineBegins = '##—';
export const lineEnds = '—##';
const ours = new RegExp(`^[>\\s*_|]*${lineBegins}.*${lineEnds}`);

const attributions = [
  /^On\s.{6,300}\bwrote:$/,
  /^\d{4}년\s*\d{1,2}월\s*\d{1,2}일.{0,200}(?:작성|쓴 글|썼습니다|wrote)\s*[::]$/,
  /^\d{4}[./-]\s*\d{1,2}[./-]\s*\d{1,2}.{0,200}(?:작성|wrote|のメール|書きました)\s*[::]$/,
  /^\d{4}年\s*\d{1,2}月\s*\d{1,2}日.{0,200}[::>]$/,
  /^.{4,200}(?:写道|寫道|さんは書きました|のメール)\s*[::]$/,
  /^(?:Am|Le|El|Il|Em|Op)\s.{6,300}(?:schrieb|écrit|escribió|scritto|escreveu|schreef)\b.{0,120}:$/,
];

/** The rules that programs draw above a copy of the mail that is answered. */
const rulers =
  /^-{3,}\s*(?:Original Message|Original Appointment|원본 메시지|원본 메일|元のメッセージ|Ursprüngliche Nachricht|Message d’origine|원래 메시지)\s*-{3,}$/i;
const headerNames = {
  from: /^\**(?:From|보낸 ?사람|보낸이|差出人|送信者|发件人|Von|De)\s*[::]\**\s*\S/i,
  others:
    /^\**(?:Sent|Date|To|Cc|Subject|보낸 ?날짜|날짜|받는 ?사람|참조|제목|送信日時|日付|宛先|件名|发送时间|收件人|主题|Gesendet|An|Betreff|Envoyé|À|Objet)\s*[::]\**/i,
};
const forwarded =
  /^-{3,}\s*(?:Forwarded message|전달된 메시지|転送メッセージ|Forwarded Message|Begin forwarded message)\b.*$|^Begin forwarded message:$|^(?:---------- )?(?:전달된 메시지|転送されたメッセージ)/i;

const devices = [
  /^Sent from (?:my|Outlook|Mail for|Yahoo|Samsung|Proton)\b.{0,60}$/i,
  /^Get Outlook for (?:iOS|Android)\b.{0,40}$/i,
  /^(?:나의 )?(?:iPhone|iPad|Galaxy|안드로이드 휴대폰).{0,20}에서 보냄\.?$/,
  /^(?:iPhone|iPad|Android).{0,10}から送信$/,
  /^Von meinem .{2,30} gesendet$/,
];

export interface Folded {
  said: string;
  folded: string;
}

/** Separates what was written from what was quoted and signed. `isForward`: what was forwarded is what its sender wants to be read. */
export function fold(text: string, isForward: boolean): Folded {
  const lines = tidy(text).split('\n');
  const cut = isForward ? lines.length : quoteBegins(lines);
  const above = lines.slice(0, cut);
  const signed = signatureBegins(above);
  const head = leadingQuoteEnds(above.slice(0, signed));
  const said = trimmed(above.slice(head, signed));
  if (said === '') return { said: trimmed(lines), folded: '' };
  const folded = [trimmed(above.slice(0, head)), trimmed(above.slice(signed)), trimmed(lines.slice(cut))].filter(Boolean).join('\n\n');
  return { said, folded };
}

const tidy = (text: string) =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .replaceAll(/[ \t]+$/gm, '');

const trimmed = (lines: readonly string[]) => lines.join('\n').replace(/^\n+/, '').trimEnd();

const isQuoted = (line: string | undefined) => line !== undefined && line.startsWith('>');
const isBlank = (line: string | undefined) => line === undefined || line.trim() === '';

/** The line from which on everything is a copy of an earlier mail; the number of lines when there is none. */
function quoteBegins(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (ours.test(line)) return backOverAttribution(lines, at);
    if (rulers.test(line) || (/^_{20,}$/.test(line) && headersFollow(lines, at + 1))) return at;
    if (headersFollow(lines, at)) return at;
    const spans = attributionAt(lines, at);
    if (spans > 0 && restIsQuoted(lines, at + spans)) return at;
  }
  const trailing = trailingQuote(lines);
  return trailing === undefined ? lines.length : backOverAttribution(lines, trailing);
}

/** How many lines an attribution that begins here takes; 0 where none does. Programs break long ones. */
function attributionAt(lines: readonly string[], at: number): number {
  let joined = '';
  for (let spans = 1; spans <= 3; spans++) {
    const line = lines[at + spans - 1];
    if (isBlank(line)) return 0;
    joined = joined === '' ? line!.trim() : `${joined} ${line!.trim()}`;
    if (joined.length > 400) return 0;
    if (attributions.some((a) => a.test(joined))) return spans;
  }
  return 0;
}

/** An attribution stands above a quote to the end, or above nothing but such. */
function restIsQuoted(lines: readonly string[], from: number): boolean {
  let some = false;
  for (let at = from; at < lines.length; at++) {
    if (isQuoted(lines[at])) some = true;
    else if (!isBlank(lines[at]) && some) return signatureOnly(lines, at);
    else if (!isBlank(lines[at])) return false;
  }
  return some;
}

const signatureOnly = (lines: readonly string[], at: number) => signatureBegins(lines.slice(at)) === 0;

function headersFollow(lines: readonly string[], at: number): boolean {
  if (!headerNames.from.test(lines[at]?.trim() ?? '')) return false;
  let others = 0;
  for (let next = at + 1; next < Math.min(lines.length, at + 8); next++) if (headerNames.others.test(lines[next]!.trim())) others++;
  return others >= 2;
}

function trailingQuote(lines: readonly string[]): number | undefined {
  let at = lines.length - 1;
  while (at >= 0 && isBlank(lines[at])) at--;
  if (!isQuoted(lines[at])) return undefined;
  while (at >= 0 && (isQuoted(lines[at]) || isBlank(lines[at]))) at--;
  return at + 1;
}

function backOverAttribution(lines: readonly string[], at: number): number {
  let above = at - 1;
  while (above >= 0 && isBlank(lines[above])) above--;
  for (let spans = 3; spans >= 1; spans--) {
    const from = above - spans + 1;
    if (from >= 0 && attributionAt(lines, from) === spans) return from;
  }
  return at;
}

/** A quote that stands above everything that was written ends here; 0 when there is none, or more is quoted further down. */
function leadingQuoteEnds(lines: readonly string[]): number {
  let at = 0;
  while (isBlank(lines[at]) && at < lines.length) at++;
  at += attributionAt(lines, at);
  while (isBlank(lines[at]) && at < lines.length) at++;
  if (!isQuoted(lines[at])) return 0;
  while (at < lines.length && (isQuoted(lines[at]) || isBlank(lines[at]))) at++;
  return lines.slice(at).some(isQuoted) || at >= lines.length ? 0 : at;
}

/** RFC 3676, 4.3: two hyphens and a space; programs lose the space. A signature is short. */
function signatureBegins(lines: readonly string[]): number {
  const most = 15;
  for (let at = Math.max(0, lines.length - most); at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line === '--' || line === '—' || devices.some((d) => d.test(line))) return at;
  }
  return lines.length;
}

const people = /([^<>"'[\]]*?)["']?\s*(?:<|\[mailto:|\[|<)?\s*([^\s<>"'[\]()]+@[^\s<>"'[\]()]+?)\s*(?:>|\]|>)?$/;

export interface Forwarded {
  /** Who first wrote it: the innermost of the senders that the text names. */
  sender: { address: string; name: string };
  said: string;
  /** What those who passed it on wrote, and the heads of their mails. */
  passedOn: string;
}

/** Takes a forwarded mail apart; undefined where it names no first sender. */
export function readForwarded(text: string): Forwarded | undefined {
  const lines = tidy(text).split('\n');
  const plain = lines.map((line) => line.replace(/^[>\s]+/, '').trim());
  let innermost: { at: number; sender: Forwarded['sender'] } | undefined;
  for (const [at, line] of plain.entries()) {
    if (!headerNames.from.test(line)) continue;
    if (!headersFollow(plain, at) && !plain.slice(Math.max(0, at - 3), at).some((l) => forwarded.test(l))) continue;
    const value = line.replace(/^[^::]*[::]\**\s*/, '').replaceAll('**', '');
    const person = people.exec(value.replaceAll(/\[([^\]]*)\]\(mailto:[^)]*\)/g, '$1'));
    if (person) {
      const sender = { address: person[2]!.replace(/^mailto:/, '').toLowerCase(), name: person[1]!.replaceAll(/["*]/g, '').trim() };
      innermost = { at, sender };
    }
  }
  if (!innermost) return undefined;
  let body = innermost.at + 1;
  while (body < plain.length && headerNames.others.test(plain[body]!)) body++;
  const depth = /^[>\s]*/.exec(lines[innermost.at]!)![0].replaceAll(/\s/g, '').length;
  const unquoted = lines.slice(body).map((line) => line.replace(new RegExp(`^(?:\\s*>){0,${depth}} ?`), ''));
  return { sender: innermost.sender, said: trimmed(unquoted), passedOn: trimmed(lines.slice(0, body)) };
}

const replies = /^(?:(?:re|aw|sv|antw|fwd?|fw|wg|tr|rv|回复|答复|转发|返信|転送|답장|전달|회신)\s*(?:\[\d+\])?\s*[::]\s*)+/i;

/** A subject without what programs put before it when they answer or forward. */
export const plainSubject = (subject: string) => subject.replace(replies, '').trim();
export const saysForwarded = (subject: string) => /^(?:fwd?|fw|wg|tr|전달|転送|转发)\s*[::]/i.test(subject.trim());
