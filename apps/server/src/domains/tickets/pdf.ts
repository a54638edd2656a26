/**
 * A thread on paper. Fonts come with their packages: one for Latin, Greek, Cyrillic and signs, one for Korean, one for Japanese; each
 * character is set in the first that has it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font as FontFile } from 'fontkit';
import PDFDocument from 'pdfkit';

export interface Page {
  language: 'en' | 'ko' | 'ja';
  title: string;
  facts: [string, string][];
  parts: { title: string | null; entries: { is: 'said' | 'note' | 'event'; head: string; text: string; files: string[] }[] }[];
  footer: (page: number) => string;
}

const { resolve } = createRequire(import.meta.url);
const fonts = {
  latin: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  korean: resolve('@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf'),
  japanese: resolve('@expo-google-fonts/sawarabi-gothic/400Regular/SawarabiGothic_400Regular.ttf'),
};
type Font = keyof typeof fonts;

const known = new Map<Font, Set<number>>();

function covers(font: Font, letter: number): boolean {
  const set = known.get(font) ?? new Set((create(readFileSync(fonts[font])) as FontFile).characterSet);
  known.set(font, set);
  return set.has(letter);
}

/** Letters that are the same in Korean and Japanese look as the reader's language writes them. */
const order = (language: Page['language']): Font[] =>
  language === 'ja' ? ['latin', 'japanese', 'korean'] : ['latin', 'korean', 'japanese'];

/** A text in pieces of one font each; what none of them has becomes U+25A1. */
function pieces(text: string, language: Page['language']): { font: Font; text: string }[] {
  const found: { font: Font; text: string }[] = [];
  for (const letter of text.normalize('NFC')) {
    const code = letter.codePointAt(0)!;
    const font = code < 0x20 ? (found.at(-1)?.font ?? 'latin') : order(language).find((f) => covers(f, code));
    const shown = font ? letter : '\u25A1';
    const last = found.at(-1);
    if (last && last.font === (font ?? 'latin')) last.text += shown;
    else found.push({ font: font ?? 'latin', text: shown });
  }
  return found;
}

const ink = { text: '#17202c', dim: '#566375', line: '#d5dbe3', note: '#8a6100' };
const margin = 56;

/** The document, written while it is read. */
export function writePdf(page: Page): AsyncIterable<Uint8Array> {
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: margin, bottom: margin + 12, left: margin, right: margin },
    lang: page.language,
    displayTitle: true,
    info: { Title: page.title },
  });
  for (const [name, file] of Object.entries(fonts)) document.registerFont(name, file);
  let number = 0;
  const foot = () => {
    number++;
    const { x, y } = document;
    const { bottom } = document.page.margins;
    // Below the margin, where writing would begin another page.
    document.page.margins.bottom = 0;
    write(page.footer(number), { size: 8, color: ink.dim, at: document.page.height - margin + 8 });
    document.page.margins.bottom = bottom;
    document.x = x;
    document.y = y;
  };

  function write(text: string, { size, color, at, gap = 2 }: { size: number; color: string; at?: number; gap?: number }): void {
    const parts = pieces(text.replaceAll('\r\n', '\n').replaceAll('\t', '    '), page.language);
    if (at !== undefined) document.y = at;
    document.fontSize(size).fillColor(color);
    for (const [i, part] of parts.entries()) {
      const more = { continued: i < parts.length - 1, lineGap: gap };
      document.font(part.font);
      if (i === 0) document.text(part.text, margin, document.y, more);
      else document.text(part.text, more);
    }
  }

  foot();
  document.on('pageAdded', foot);
  write(page.title, { size: 17, color: ink.text });
  document.moveDown(0.4);
  for (const [name, value] of page.facts) write(`${name}: ${value}`, { size: 9.5, color: ink.dim });
  for (const { title, entries } of page.parts) {
    rule(document);
    if (title) write(title, { size: 13, color: ink.text });
    for (const { is, head, text, files } of entries) {
      document.moveDown(0.5);
      if (is === 'event') {
        write(`${head}  ${text}`, { size: 8.5, color: ink.dim });
        continue;
      }
      write(head, { size: 8.5, color: is === 'note' ? ink.note : ink.dim });
      if (text) write(text, { size: 10.5, color: ink.text, gap: 3 });
      for (const file of files) write(file, { size: 9, color: ink.dim });
    }
  }
  document.end();
  return document;
}

function rule(document: PDFKit.PDFDocument): void {
  document.moveDown(0.8);
  const { y } = document;
  document
    .moveTo(margin, y)
    .lineTo(document.page.width - margin, y)
    .lineWidth(0.7)
    .strokeColor(ink.line)
    .stroke();
  document.moveDown(0.4);
}
