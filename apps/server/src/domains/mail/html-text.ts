/**
 * What an HTML mail says, as Markdown. Scripts, forms, pictures from elsewhere and what is hidden from a reader are left out; what the
 * sender's program marked as quoted comes apart. Run in a worker: it may take long over a bad mail, or not end.
 */
import domino from '@mixmark-io/domino';
import TurndownService from 'turndown';

export interface Written {
  said: string;
  quoted: string;
  /** Content ids of pictures in what was said. */
  pictures: string[];
}

const dropped =
  'script, style, head, title, noscript, template, iframe, object, embed, applet, frame, frameset, form input, input, button, select, textarea, link, meta, base, svg, math, audio, video';
const quotes = [
  '.gmail_quote_container',
  '.gmail_quote',
  '.gmail_extra > blockquote',
  'blockquote[type=cite]',
  '.moz-cite-prefix',
  '.moz-forward-container ~ *',
  '.yahoo_quoted',
  '#divRplyFwdMsg',
  '#appendonsend',
  '.protonmail_quote',
  '.zmail_extra',
  '.OutlookMessageHeader',
  '#isForwardContent',
  'blockquote.naver_quote',
].join(', ');
/** Behind these everything until the end is quoted, not only what is inside. */
const andAllBehind = new Set(['divRplyFwdMsg', 'appendonsend']);
const signatures = '.gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature, .gmail_signature_prefix';

const hidden =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0*(?:\.0+)?[0-2]?(?:px|pt|em|%)?\s*(?:;|!|$)|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|mso-hide\s*:\s*all|clip\s*:\s*rect\(0)/i;
const sizes = /font-size\s*:\s*(\d*\.?\d+)\s*(px|pt|em|rem|%)?/i;
const color = (style: string, of: string) => new RegExp(`(?:^|;)\\s*${of}\\s*:\\s*([^;!]+)`, 'i').exec(style)?.[1]?.trim().toLowerCase();
const white = new Set(['#fff', '#ffffff', 'white', 'rgb(255,255,255)', 'transparent', 'rgba(0,0,0,0)']);

/** Not the live list, for what is removed on the way. */
const all = (body: Element, selector: string): Element[] => Array.from(body.querySelectorAll(selector));

function isHidden(element: Element): boolean {
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
  const style = element.getAttribute('style') ?? '';
  if (style === '') return false;
  if (hidden.test(style) && !/font-size/i.test(hidden.exec(style)![0])) return true;
  const size = sizes.exec(style);
  if (size && (Number(size[1]) === 0 || (Number(size[1]) <= 2 && (size[2] ?? 'px') !== 'em' && size[2] !== 'rem'))) return true;
  const ink = color(style, 'color')?.replaceAll(' ', '');
  const ground = (color(style, 'background-color') ?? color(style, 'background'))?.replaceAll(' ', '');
  return (
    ink !== undefined &&
    (ground === undefined
      ? white.has(ink) && ink !== 'transparent'
        ? false
        : ink === 'transparent'
      : ink === ground || (white.has(ink) && white.has(ground)))
  );
}

/** Reads the HTML of a mail. Throws on what is nested too deep to be read. */
export function readHtml(html: string, isForward: boolean): Written {
  const { body } = domino.createDocument(html, true);
  for (const element of all(body, dropped)) element.remove();
  for (const element of all(body, '[style], [hidden], [aria-hidden]')) if (isHidden(element)) element.remove();
  const signed = markdownOf(taken(body, signatures));
  const quoted = isForward ? '' : markdownOf(takenQuotes(body));
  const pictures: string[] = [];
  for (const image of all(body, 'img')) {
    const source = image.getAttribute('src') ?? '';
    if (source.startsWith('cid:')) pictures.push(source.slice(4));
    image.remove();
  }
  return { said: markdownOf([body]), quoted: [signed, quoted].filter(Boolean).join('\n\n'), pictures };
}

function taken(body: Element, selector: string): Element[] {
  const found: Element[] = [];
  for (const element of all(body, selector))
    // What stood in one that was taken already went with it.
    if (body.contains(element)) {
      element.remove();
      found.push(element);
    }
  return found;
}

function takenQuotes(body: Element): Element[] {
  const found: Element[] = [];
  for (const element of all(body, quotes)) {
    if (!body.contains(element) || saysMore(body, element)) continue;
    if (andAllBehind.has(element.id))
      while (element.nextSibling) {
        const next = element.nextSibling as Element;
        next.remove();
        found.push(next);
      }
    element.remove();
    found.splice(andAllBehind.has(element.id) ? 0 : found.length, 0, element);
  }
  return found;
}

/** Whether somebody wrote below a quote: then it is answered between the lines, and stays. */
function saysMore(body: Element, quote: Element): boolean {
  if (andAllBehind.has(quote.id) || quote.className === 'moz-cite-prefix') return false;
  let at: Node | null = quote;
  while (at && at !== body) {
    for (let next = at.nextSibling; next; next = next.nextSibling)
      if ((next.textContent ?? '').trim() !== '' && !(next as Element).matches?.(`${quotes}, ${signatures}`)) return true;
    at = at.parentNode;
  }
  return false;
}

const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', hr: '---', br: '' });
turndown.remove(['script', 'style']);
turndown.addRule('links', {
  filter: (node) => node.nodeName === 'A',
  replacement(content, node) {
    const href = (node as Element).getAttribute('href') ?? '';
    const text = content.trim();
    if (!/^(?:https?|mailto):/i.test(href) || text === '') return content;
    const plain = href.replace(/^mailto:/i, '');
    return text === href || text === plain || text === href.replace(/\/$/, '')
      ? text
      : `[${content}](${href.replaceAll(/[()\s]/g, encodeURIComponent)})`;
  },
});
turndown.addRule('pre', {
  filter: (node) => node.nodeName === 'PRE',
  replacement: (_content, node) => `\n\n\`\`\`\n${(node.textContent ?? '').replace(/\n+$/, '')}\n\`\`\`\n\n`,
});
turndown.addRule('rows', { filter: ['tr'], replacement: (content) => `${content.trim()}\n` });
turndown.addRule('cells', { filter: ['td', 'th'], replacement: (content) => (content.trim() ? `${content.trim()}  ` : '') });

function markdownOf(nodes: readonly Element[]): string {
  if (nodes.length === 0) return '';
  const html = nodes.map((node) => ('outerHTML' in node ? node.outerHTML : ((node as Node).textContent ?? ''))).join('\n');
  const { body } = domino.createDocument(`<body>${html}`, true);
  return turndown
    .turndown(body)
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
