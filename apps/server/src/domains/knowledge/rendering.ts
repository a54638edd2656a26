/**
 * An article's Markdown as HTML that is safe to show to anybody, and as the words that are looked for. Shortcodes of Hugo, as vendors'
 * documentation has them, become what they stand for; of one that is not known its content is shown.
 */
import { escapeHtml } from '../../platform/html.ts';
import type { HLJSApi } from 'highlight.js';
import MarkdownIt from 'markdown-it';
import type sanitize from 'sanitize-html';
import { leadsTo, type Place } from './folder-links.ts';

// What only showing needs is loaded with the first page that is shown.
let hljs: HLJSApi | undefined;

const marked = new MarkdownIt({
  html: true,
  linkify: true,
  highlight: (code, language) => (hljs?.getLanguage(language) ? hljs.highlight(code, { language, ignoreIllegals: true }).value : ''),
});
// A slug for every heading, so that it can be linked to.
marked.core.ruler.push('heading_ids', (state) => {
  const used = new Map<string, number>();
  state.tokens.forEach((token, at) => {
    if (token.type !== 'heading_open') return;
    const base = anchorOf(state.tokens[at + 1]?.content ?? '');
    const times = used.get(base) ?? 0;
    used.set(base, times + 1);
    token.attrSet('id', times === 0 ? base : `${base}-${times}`);
  });
});

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '') || 'section';

const transformTags = {
  img: (tagName: string, attribs: sanitize.Attributes) => ({ tagName, attribs: { ...attribs, loading: 'lazy' } }),
  // The only form element is a tab's own switch.
  input: (tagName: string, attribs: sanitize.Attributes) =>
    attribs['type'] === 'radio' && attribs['class'] === 'tab-switch' ? { tagName, attribs } : { tagName: 'span', attribs: {} },
};

const leading = (place: Place) => ({
  a: (tagName: string, { href, ...attribs }: sanitize.Attributes) => ({
    tagName,
    attribs: href === undefined ? attribs : { ...attribs, href: leadsTo(place, href) },
  }),
  img: (tagName: string, { src, ...attribs }: sanitize.Attributes) => ({
    tagName,
    attribs: { ...attribs, ...(src === undefined ? {} : { src: leadsTo(place, src) }), loading: 'lazy' },
  }),
});

const allowed: sanitize.IOptions = {
  allowedTags:
    `h1 h2 h3 h4 h5 h6 p div span blockquote pre code ul ol li dl dt dd table thead tbody tr th td caption a strong em b i u s del ins sub sup
    kbd samp var mark br hr img figure figcaption details summary section input label small abbr`.split(/\s+/),
  allowedAttributes: {
    '*': ['id', 'class', 'title', 'lang', 'dir'],
    a: ['href', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
    th: ['scope', 'colspan', 'rowspan'],
    td: ['colspan', 'rowspan'],
    ol: ['start'],
    input: ['type', 'name', 'checked', 'id'],
    label: ['for'],
    details: ['open'],
  },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowedSchemesByTag: { img: ['https', 'http'] },
  allowProtocolRelative: false,
  transformTags,
};

/** The HTML of an article's body; of one that came with a folder, with its links and pictures leading to what came with it. */
export async function render(markdown: string, place: Place | null): Promise<string> {
  const [{ default: clean }, { default: highlighter }] = await Promise.all([import('sanitize-html'), import('highlight.js/lib/common')]);
  hljs = highlighter;
  const html = marked.render(withoutShortcodes(markdown));
  return clean(html, place === null ? allowed : { ...allowed, transformTags: { ...transformTags, ...leading(place) } });
}

// Shortcodes ----------------------------------------------------------------------------------------------------------

const shortcode = /\{\{[<%]\s*(\/?)\s*([\w-]+(?:\/[\w-]+)*)\s*((?:"(?:\\.|[^"\\])*"|[^>%"])*?)\s*(\/?)[>%]\}\}/g;

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  let position = 0;
  for (const [, name, quoted, bare, alone] of text.matchAll(/([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s"]+))|"((?:\\.|[^"\\])*)"/g)) {
    if (name) found[name] = (quoted ?? bare ?? '').replaceAll('\\"', '"');
    else found[String(position++)] = alone ?? '';
  }
  return found;
}

/** In code a shortcode is an example of one. */
const codes = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$|`[^`\n]+`/gm;

function withoutShortcodes(markdown: string): string {
  const kept: string[] = [];
  const text = markdown.replaceAll(codes, (code) => `\u0000${kept.push(code) - 1}\u0000`);
  let tabs = 0;
  let tab = 0;
  const replaced = text.replaceAll(shortcode, (_, closing: string, name: string, rest: string) => {
    const given = attributesOf(rest);
    const isEnd = closing === '/';
    switch (name) {
      case 'tabs':
        if (!isEnd) {
          tabs++;
          tab = 0;
        }
        return isEnd ? '\n\n</div>\n\n' : '\n\n<div class="tabs">\n\n';
      case 'tab': {
        if (isEnd) return '\n\n</div></section>\n\n';
        const id = `tab-${tabs}-${tab}`;
        const first = tab++ === 0 ? ' checked' : '';
        const label = escapeHtml(given['0'] ?? given['name'] ?? String(tab));
        return `\n\n<section class="tab"><input type="radio" class="tab-switch" name="tabs-${tabs}" id="${id}"${first}><label class="tab-name" for="${id}">${label}</label><div class="tab-body">\n\n`;
      }
      case 'callout':
      case 'alert':
      case 'notice': {
        const header = given['header'] && given['header'] !== 'false' ? `**${given['header']}**\n\n` : '';
        return isEnd
          ? '\n\n</div>\n\n'
          : `\n\n<div class="callout callout-${escapeHtml(given['level'] ?? given['type'] ?? 'info').replaceAll(/\W/g, '')}">\n\n${header}`;
      }
      case 'collapse-content':
        return isEnd ? '\n\n</details>\n\n' : `\n\n<details><summary>${escapeHtml(given['title'] ?? '')}</summary>\n\n`;
      case 'site-region':
        return isEnd
          ? '\n\n</div>\n\n'
          : `\n\n<div class="site" title="${escapeHtml(given['region'] ?? '')}"><p class="site-name">${escapeHtml((given['region'] ?? '').split(',').join(' · ').toUpperCase())}</p>\n\n`;
      case 'img':
        return `![${(given['alt'] ?? '').replaceAll(/[[\]]/g, '')}](${(given['src'] ?? '').replace(/^(?![a-z]+:|\/)/i, '/').replaceAll(/[\s()]/g, encodeURIComponent)})`;
      case 'code-block':
        return isEnd ? '\n```\n' : `\n\`\`\`${(given['lang'] ?? '').replaceAll(/\W/g, '')}\n`;
      case 'region-param':
        return given['code'] === 'true' ? `\`<${given['key'] ?? ''}>\`` : `&lt;${escapeHtml(given['key'] ?? '')}&gt;`;
      default:
        return '';
    }
  });
  // eslint-disable-next-line no-control-regex
  return replaced.replaceAll(/\u0000(\d+)\u0000/g, (_, index: string) => kept[Number(index)] ?? '');
}

// Words ---------------------------------------------------------------------------------------------------------------

export interface Parts {
  headings: string[];
  text: string[];
  code: string[];
}

/** What an article says, by where it says it. */
export function partsOf(markdown: string): Parts {
  const parts: Parts = { headings: [], text: [], code: [] };
  let inHeading = false;
  for (const token of marked.parse(withoutShortcodes(markdown), {})) {
    if (token.type === 'heading_open') inHeading = true;
    else if (token.type === 'heading_close') inHeading = false;
    else if (token.type === 'fence' || token.type === 'code_block') parts.code.push(token.content);
    else if (token.type === 'html_block') parts.text.push(plain(token.content));
    else if (token.type === 'inline') {
      const said = plain(
        (token.children ?? [])
          .map((child) =>
            child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.type === 'html_inline' ? '' : child.content,
          )
          .join(''),
      );
      if (said.trim() !== '') (inHeading ? parts.headings : parts.text).push(said);
    }
  }
  return parts;
}

const plain = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The first sentences, for whoever decides whether to read on. */
export function summaryOf(markdown: string): string {
  const [first = ''] = partsOf(markdown).text.filter((text) => text.trim().length > 20);
  return first.length > 180 ? `${first.slice(0, 180).toWellFormed()}…` : first;
}
