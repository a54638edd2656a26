import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleaned, openCleaner } from './clean.ts';
import { secrets } from './corpus.ts';
import { lookalikes } from './lookalikes.ts';

test('of more than 300 secrets where bundles have them at least 99 of 100 are gone', () => {
  const all = secrets();
  expect(all.length).toBeGreaterThanOrEqual(300);
  const left = all.filter(({ text, secret }) => cleaned(text).includes(secret));
  expect(left.length / all.length, left.map((c) => c.where).join(', ')).toBeLessThanOrEqual(0.01);
});

test('of more than 150 look-alikes at least 97 of 100 stay as they are', () => {
  expect(lookalikes.length).toBeGreaterThanOrEqual(150);
  const changed = lookalikes.filter((line) => cleaned(`first\n${line}\nlast\n`) !== `first\n${line}\nlast\n`);
  expect(changed.length / lookalikes.length, changed.join(', ')).toBeLessThanOrEqual(0.03);
});

describe('a secret that was found once', () => {
  const both = (first: string, second: string) => {
    const cleaner = openCleaner();
    cleaner.learn(first);
    cleaner.learn(second);
    return cleaner.clean(second).text;
  };
  const secret = `${Math.random().toString(36).slice(2, 12)}+Q/z${Math.random().toString(36).slice(2, 8)}`;
  const env = `DB_PASSWORD=${secret}\n`;
  const within = (lead: string) => Buffer.from(`${lead}${secret} and more`).toString('base64');
  test.each([
    ['in a sentence', `connecting as app/${secret} failed`],
    ['URL-encoded', `https://x.example/?q=${encodeURIComponent(secret)}`],
    ['in JSON, escaped', JSON.stringify({ text: `say "${secret}"` })],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in base64, alone', Buffer.from(secret).toString('base64').replaceAll('=', '')],
    ['over two lines', `${secret.slice(0, 7)}\n${secret.slice(7)}`],
    ['over two lines, before its plus', `${secret.split('+')[0]}\n  +${secret.split('+')[1]}`],
    ['over two lines of YAML', `  x: ${secret.slice(0, 9)}\n    ${secret.slice(9)}`],
    ['as the name of a file', `/var/lib/app/${secret}.lock`],
  ])('is removed %s', (_, text) => {
    const out = both(env, text);
    expect(out).toMatch(/MASKED_password_[0-9a-f]{8}/);
    for (const form of [secret, encodeURIComponent(secret), secret.slice(0, 9)]) expect(out).not.toContain(form);
  });
  test.each(['', 'a', 'ab', 'abc', 'user:'])('is removed from base64 that begins with “%s”', (lead) => {
    const out = both(env, `data: ${within(lead)}`);
    const sure = Buffer.from(secret).toString('base64').slice(4, 12);
    expect(out).toMatch(/MASKED_password/);
    expect(out).not.toContain(sure);
  });
  test('has one tag wherever it stands, in whatever form, and another in every bundle', () => {
    const tags = (text: string) => [...text.matchAll(/MASKED_[a-z-]+_([0-9a-f]{8})/g)].map((m) => m[1]);
    const text = `${env}other: ${secret}\nurl: ${encodeURIComponent(secret)}\nAPI_KEY=${secret}x\n`;
    const [first, second, third, fourth] = tags(cleaned(text));
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    expect(tags(cleaned(text))[0]).not.toBe(first);
  });
  test('is not looked for elsewhere when it is a word like another', () => {
    expect(both('password: secret1\nlogin: public\ncommunity_string: public\n', 'a public place')).toBe('a public place');
  });
});

test.each([
  ['a path', '/9aZ4kLmQ2xT7vB1nC8dE3fG6hJ5kP0qR4sU7wY2z'],
  ['a mask', 'xxxHunter2222'],
  ['a row of dots', '...Kq3vN8zR1w'],
  ['a reference', 'secret:Kq3vN8zR1w'],
  ['a count', '482913'],
])('a password that begins like %s is one', (_, password) => {
  expect(cleaned(`DB_PASSWORD=${password}\notp: ${password}\n`)).not.toContain(password);
});

test('what stands within a longer secret is one of its own elsewhere', () => {
  for (const quote of ['\\"', '`', '"']) {
    const secret = `aB3${Math.random().toString(36).slice(2, 12)}`;
    const text = `password=${quote}\nDB_PASSWORD=${secret}\n${quote}=password ${secret}`;
    expect(cleaned(text)).not.toContain(secret);
  }
});

test('what was masked is not masked again, and what a vendor allows stays', () => {
  const text = 'password: abc12345\nx\n';
  const once = cleaned(text);
  expect(cleaned(once)).toBe(once);
  const lenient = openCleaner({ rules: [{ name: 'badge', pattern: /badge-(\d{6})/dg }], allow: [/^abc/] });
  lenient.learn(text);
  expect(lenient.clean(`${text}badge-123456`).text).toMatch(/^password: abc12345\nx\nbadge-MASKED_badge_[0-9a-f]{8}$/);
});

test('whatever it reads, it neither fails nor leaves what it found, and says where it masked', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      'password',
      '"api_key"',
      ': ',
      '=',
      '\n',
      '\\"',
      "'",
      '|\n  ',
      '- ',
      '[',
      '{"name":"X_TOKEN","value":"',
      '-----BEGIN PRIVATE KEY-----\n',
      '://a:',
      '@',
      'Cookie: a=',
      '$' + '{',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.stringMatching(/^[a-z]{4}[A-Z]{4}[0-9]{4}$/), (pieces, secret) => {
      const text = `${pieces.join('')}\nDB_PASSWORD=${secret}\n${pieces.toReversed().join('')} ${secret}`;
      const cleaner = openCleaner();
      cleaner.learn(text);
      const { text: out, masked } = cleaner.clean(text);
      expect(out).not.toContain(secret);
      for (const { from, to, rule } of masked) expect(out.slice(from, to)).toMatch(new RegExp(`^MASKED_${rule}_[0-9a-f]{8}$`));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

/** What secretlint's rules say of a text, by rule; a connection string whose password is masked is still one to them. */
async function foundBySecretlint(content: string): Promise<string[]> {
  const source = { content, filePath: 'app.log', ext: '.log', contentType: 'text' as const };
  const { messages } = await lintSource({ source, options: { config: { rules: [{ id: 'preset', rule: creator }] } } });
  return messages
    .filter(({ range: [from, to] }) => !content.slice(from, to).includes('MASKED_'))
    .map((message) => `${message.ruleId} ${message.messageId}`);
}

test('secretlint’s rules find nothing in what was cleaned, of what they find in it before', async () => {
  const all = secrets();
  const before = await foundBySecretlint(all.map((c) => c.text).join('\n\n'));
  expect(new Set(before.map((found) => found.split(' ')[0])).size).toBeGreaterThan(10);
  expect(await foundBySecretlint(all.map((c) => cleaned(c.text)).join('\n\n'))).toEqual([]);
});
