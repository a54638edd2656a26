/**
 * A mail's words: as text, and as HTML that needs no style sheet, no script and nothing from elsewhere. The two say the same.
 */
import { escapeHtml } from '../../platform/html.ts';
import type { Desk as DeskFacts, Entry, FileRef, Happening, Locale } from '@fairlead/contract';
import { type Block, type Inline, parseMarkdown } from '@fairlead/ui/markdown';
import type { Words } from '@fairlead/words';
import { itemName } from '@fairlead/words/item-name';
import { loadWords } from '@fairlead/words/node';
import { happeningSentence } from '@fairlead/words/sentences';
import { lineBegins, lineEnds } from './folding.ts';

let catalogs: Record<Locale, Words> | undefined;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Words in a reader's language and zone. Catalogs are loaded with the first mail. */
export function wordsFor(language: Locale, zone: string): Words {
  catalogs ??= loadWords('shared', 'ui', 'server');
  const key = `${language} ${zone}`;
  const clock = clocks.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  clocks.set(key, clock);
  return { ...catalogs[language], time: (at) => clock.format(new Date(at)) };
}

/** What stands in a mail, from top to bottom. */
export interface Piece {
  /** Who said it, or null for what the desk says. */
  by: string | null;
  at: Date;
  markdown: string;
  files: FileRef[];
  /** Shown where it stands, by content id. */
  pictures: { cid: string; file: FileRef }[];
  isNote?: boolean;
}

export interface Letter {
  words: Words;
  vendor: string;
  /** Read in a list before the mail is opened. */
  preview: string;
  /** Drawn above the history; null where no answer arrives. */
  answerAbove: boolean;
  opening: string | null;
  pieces: Piece[];
  link: { label: string; url: string };
  history: Piece[];
  /** Why it came, and how it does no more. */
  reason: string;
  off: { label: string; url: string } | null;
}

export type EventsDesk = Pick<DeskFacts, 'fields'>;

/** An event as a sentence, or null where it is none of a reader's. */
export function sentence(words: Words, body: Happening, audience: 'member' | 'staff', desk: EventsDesk): string {
  const said = happeningSentence(words, body, audience, false, desk);
  if (body.event === 'evidence_asked' && body.note.trim() !== '') return `${said}\n\n${body.note}`;
  return said;
}

/** What a piece of evidence is called, with what was written to it. */
export const evidenceText = (words: Words, { item, label, text }: Extract<Entry, { kind: 'evidence' }>['body'], desk: EventsDesk) =>
  [`**${itemName(words, desk, item, label)}**`, text].filter(Boolean).join('\n\n');

// Text ----------------------------------------------------------------------------------------------------------------

export function asText(letter: Letter): string {
  const { words } = letter;
  const head = (piece: Piece) => (piece.by === null ? '' : `${piece.by} · ${words.time(piece.at)}\n\n`);
  const list = (piece: Piece) => piece.files.map((f) => `\n- ${f.name} (${words.bytes(f.bytes)})`).join('');
  const body = (piece: Piece) => `${head(piece)}${piece.markdown}${list(piece)}`;
  const quoted = letter.history.map((piece) => body(piece).replaceAll(/^/gm, '> '));
  return [
    ...(letter.opening ? [letter.opening] : []),
    ...letter.pieces.map(body),
    `${letter.link.label}: ${letter.link.url}`,
    ...(letter.answerAbove ? [line(words)] : []),
    ...quoted,
    `-- \n${letter.vendor}\n${letter.reason}${letter.off ? `\n${letter.off.label}: ${letter.off.url}` : ''}`,
  ].join('\n\n');
}

const line = (words: Words) => `${lineBegins} ${words.t('mail.answer_above')} ${lineEnds}`;

// HTML ----------------------------------------------------------------------------------------------------------------

const ink = '#17202c';
const dim = '#566375';
const rule = '#e0e4ea';
const accent = '#0b6e75';
const mono = 'ui-monospace,SFMono-Regular,Menlo,Consolas,monospace';
const sans = "system-ui,-apple-system,'Segoe UI',Roboto,'Apple SD Gothic Neo','Noto Sans KR','Hiragino Sans','Noto Sans JP',sans-serif";

export function asHtml(letter: Letter): string {
  const { words } = letter;
  return `<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(letter.preview)}</title></head>
<body style="margin:0;padding:24px 16px;font:15px/1.55 ${sans};color:${ink}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(letter.preview)}</div>
<div style="max-width:640px;margin:0 auto">
${letter.opening ? `<p style="margin:0 0 16px">${escapeHtml(letter.opening)}</p>` : ''}
${letter.pieces.map((piece) => piecesHtml(words, piece)).join('\n')}
<p style="margin:20px 0"><a href="${escapeHtml(letter.link.url)}" style="color:${accent}">${escapeHtml(letter.link.label)}</a></p>
${letter.answerAbove ? `<p style="margin:24px 0 8px;color:${dim};font-size:13px">${escapeHtml(line(words))}</p>` : ''}
${letter.history.length > 0 ? `<div style="border-left:3px solid ${rule};padding-left:14px;color:${dim}">${letter.history.map((piece) => piecesHtml(words, piece)).join('\n')}</div>` : ''}
<p style="margin:28px 0 0;padding-top:12px;border-top:1px solid ${rule};color:${dim};font-size:13px">${escapeHtml(letter.vendor)}<br>${escapeHtml(letter.reason)}${
    letter.off ? ` <a href="${escapeHtml(letter.off.url)}" style="color:${dim}">${escapeHtml(letter.off.label)}</a>` : ''
  }</p>
</div></body></html>`;
}

function piecesHtml(words: Words, piece: Piece): string {
  const head =
    piece.by === null
      ? ''
      : `<p style="margin:0 0 4px;font-size:13px;color:${dim}"><strong style="color:${ink}">${escapeHtml(piece.by)}</strong> · ${escapeHtml(words.time(piece.at))}</p>`;
  const pictures = piece.pictures
    .map(
      ({ cid, file }) =>
        `<p style="margin:8px 0"><img src="cid:${cid}" alt="${escapeHtml(file.name)}" style="max-width:100%;height:auto;border:1px solid ${rule}"></p>`,
    )
    .join('');
  const rest = piece.files.filter((file) => !piece.pictures.some((p) => p.file.id === file.id));
  const list =
    rest.length > 0
      ? `<ul style="margin:8px 0;padding-left:20px">${rest.map((f) => `<li>${escapeHtml(f.name)} (${escapeHtml(words.bytes(f.bytes))})</li>`).join('')}</ul>`
      : '';
  const frame = piece.isNote ? `;border-left:3px solid #e0a526;padding-left:12px` : '';
  return `<div style="margin:0 0 18px${frame}">${head}${markdownHtml(piece.markdown)}${pictures}${list}</div>`;
}

const markdownHtml = (markdown: string) => parseMarkdown(markdown).map(blockHtml).join('\n');

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p style="margin:0 0 10px">${inlinesHtml(block.children)}</p>`;
    case 'heading':
      return `<p style="margin:14px 0 6px;font-weight:600">${inlinesHtml(block.children)}</p>`;
    case 'code':
      return `<pre style="margin:0 0 10px;padding:10px 12px;background:#f3f5f9;color:${ink};border-radius:6px;overflow-x:auto;font:13px/1.5 ${mono};white-space:pre-wrap">${escapeHtml(block.text)}</pre>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      const start = block.ordered && block.start !== 1 ? ` start="${block.start}"` : '';
      return `<${tag}${start} style="margin:0 0 10px;padding-left:22px">${block.items.map((item) => `<li>${item.map(itemHtml).join('')}</li>`).join('')}</${tag}>`;
    }
    case 'quote':
      return `<blockquote style="margin:0 0 10px;padding-left:12px;border-left:3px solid ${rule};color:${dim}">${block.children.map(blockHtml).join('')}</blockquote>`;
    case 'table': {
      const cell = (tag: 'th' | 'td') => (children: Inline[]) =>
        `<${tag} style="padding:4px 8px;border:1px solid ${rule};text-align:left">${inlinesHtml(children)}</${tag}>`;
      return `<table style="border-collapse:collapse;margin:0 0 10px"><tr>${block.head.map(cell('th')).join('')}</tr>${block.rows
        .map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`)
        .join('')}</table>`;
    }
    case 'rule':
      return `<hr style="border:0;border-top:1px solid ${rule};margin:14px 0">`;
  }
}

const itemHtml = (block: Block) => (block.type === 'paragraph' ? inlinesHtml(block.children) : blockHtml(block));
const inlinesHtml = (all: readonly Inline[]): string => all.map(inlineHtml).join('');

function inlineHtml(one: Inline): string {
  switch (one.type) {
    case 'text':
      return escapeHtml(one.text);
    case 'strong':
    case 'em':
    case 'del':
      return `<${one.type}>${inlinesHtml(one.children)}</${one.type}>`;
    case 'code':
      return `<code style="padding:1px 4px;background:#f3f5f9;color:${ink};border-radius:4px;font:13px ${mono}">${escapeHtml(one.text)}</code>`;
    case 'link':
      return `<a href="${escapeHtml(one.href)}" style="color:${accent}">${inlinesHtml(one.children)}</a>`;
    case 'break':
      return '<br>';
  }
}
