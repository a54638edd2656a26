import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

/** The tree in short: `strong(a)`, so that a test shows what it expects on one line. */
function short(blocks: readonly Block[]): string {
  return blocks
    .map((b) => {
      switch (b.type) {
        case 'paragraph':
          return `p(${line(b.children)})`;
        case 'heading':
          return `h${b.level}(${line(b.children)})`;
        case 'code':
          return `pre:${b.language}(${b.text})`;
        case 'list':
          return `${b.ordered ? `ol:${b.start}` : 'ul'}(${b.items.map((i) => short(i)).join(' | ')})`;
        case 'quote':
          return `quote(${short(b.children)})`;
        case 'table':
          return `table(${[b.head, ...b.rows].map((r) => r.map(line).join(',')).join(' | ')})`;
        case 'rule':
          return 'rule';
      }
    })
    .join(' ');
}

function line(inlines: readonly Inline[]): string {
  return inlines
    .map((i) => {
      switch (i.type) {
        case 'text':
          return i.text;
        case 'code':
          return `code(${i.text})`;
        case 'break':
          return '⏎';
        case 'link':
          return `link:${i.href}(${line(i.children)})`;
        default:
          return `${i.type}(${line(i.children)})`;
      }
    })
    .join('');
}

const cases: [string, string, string][] = [
  ['a newline is a line break', 'one\ntwo\n\nthree', 'p(one⏎two) p(three)'],
  ['emphasis', '**a** *b* _c_ ~~d~~ ***e*** **f *g* h**', 'p(strong(a) em(b) em(c) del(d) em(strong(e)) strong(f em(g) h))'],
  ['names of things are not emphasis', 'snake_case_name and 2 * 3 * 4 and *.log', 'p(snake_case_name and 2 * 3 * 4 and *.log)'],
  ['emphasis next to CJK', '**설정(config)**을 **「重要」**です', 'p(strong(설정(config))을 strong(「重要」)です)'],
  ['code keeps markup', 'use `a **b** <c>` and `` ` ``', 'p(use code(a **b** <c>) and code(`))'],
  ['fenced code', '```YAML title\nlogs:\n  enabled: true\n```\nthen', 'pre:yaml(logs:\n  enabled: true) p(then)'],
  ['an open fence goes to the end', '~~~\na\n```', 'pre:(a\n```)'],
  ['indented code', 'see\n\n    a: 1\n\n      b: 2\n\nso', 'p(see) pre:(a: 1\n\n  b: 2) p(so)'],
  ['pasted YAML keeps its indentation', 'logs:\n  enabled: true', 'p(logs:⏎  enabled: true)'],
  ['heading and rule', '# A `b` #\n---\nC\n----', 'h1(A code(b)) rule p(C) rule'],
  ['lists', 'do:\n- a\n- b\n  - c\n  more\n- d', 'p(do:) ul(p(a) | p(b) ul(p(c⏎more)) | p(d))'],
  ['numbered list with code inside', '1. run\n   ```sh\n   ls\n   ```\n2. look', 'ol:1(p(run) pre:sh(ls) | p(look))'],
  ['numbered list that goes on', '3) c\n\n4) d', 'ol:3(p(c) | p(d))'],
  ['a list ends at other text', '- a\n\nb', 'ul(p(a)) p(b)'],
  ['quote', '> a\n> > b\nc', 'quote(p(a) quote(p(b))) p(c)'],
  ['table', '| a | b |\n|---|:-:|\n| `x\\|y` | **z** |\nend', 'table(a,b | code(x|y),strong(z)) p(end)'],
  ['html is text', '<script>alert(1)</script> <b>x</b> &amp;', 'p(<script>alert(1)</script> <b>x</b> &amp;)'],
  ['windows paths stay', 'C:\\.config \\\\host\\share \\*no\\*', 'p(C:\\.config \\\\host\\share *no*)'],
  [
    'links',
    '[a *b*](https://x.example/c "t") <mailto:a@b.example>',
    'p(link:https://x.example/c(a em(b)) link:mailto:a@b.example(mailto:a@b.example))',
  ],
  [
    'bare links',
    'see https://x.example/a_(b)?c[d]=1, (https://y.example).',
    'p(see link:https://x.example/a_(b)?c[d]=1(https://x.example/a_(b)?c[d]=1), (link:https://y.example/(https://y.example)).)',
  ],
  ['bare links beside CJK and emphasis', '**https://x.example/a**を', 'p(strong(link:https://x.example/a(https://x.example/a))を)'],
  ['a link in a link is one link', '[https://a.example](https://b.example)', 'p(link:https://b.example/(https://a.example))'],
  ['images are links', 'look ![shot](https://x.example/a.png)', 'p(look link:https://x.example/a.png(shot))'],
];

describe('markdown', () => {
  test.each(cases)('%s', (_, text, tree) => expect(short(parseMarkdown(text))).toBe(tree));

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc',
    '//evil.example',
    '/path',
    '',
  ])('no link to %j', (href) =>
    expect(
      JSON.stringify([...parseMarkdown(`[a](${href})`), ...parseMarkdown(`[a](<${href}>)`), ...parseMarkdown(`<${href}>`)]),
    ).not.toContain('"link"'),
  );

  const hostile = [
    'a',
    'a@',
    '*a ',
    '**a *a ',
    '*_a',
    '_*',
    '[',
    '[a](',
    '![',
    '](',
    '>',
    '> ',
    '- ',
    '-\n',
    '`',
    '~',
    '~~a',
    '<',
    '<http://',
    '|',
    '\\',
    'a**b',
    'http://',
    'http://(',
    '1. ',
    '\n',
    ' ',
    '# ',
    '|a\n|-|\n',
    '- a\n\n',
    '[](a "',
    '*a* ',
    '   - a\n',
    '[a](http://b) ',
  ];
  test.each(hostile)('20,000 characters of %j take no time and no depth', (part) => {
    const text = part.repeat(Math.ceil(20_000 / part.length)).slice(0, 20_000);
    const began = performance.now();
    const tree = parseMarkdown(text);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(depth(tree)).toBeLessThan(80);
  });

  test('ladders of backticks and of indentation', () => {
    const ticks = Array.from({ length: 190 }, (_, i) => '`'.repeat(i + 1)).join(' ');
    const steps = Array.from({ length: 190 }, (_, i) => `${' '.repeat(i * 2)}- a`).join('\n');
    const began = performance.now();
    parseMarkdown(ticks);
    expect(depth(parseMarkdown(steps))).toBeLessThan(80);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

function depth(of: unknown): number {
  if (typeof of !== 'object' || of === null) return 0;
  return 1 + Math.max(0, ...Object.values(of).map(depth));
}
