import { expect, test } from 'vitest';
import { demoPage } from './page.ts';

const mina = { sub: 'mina', name: 'Mina <b>Park</b>', organization: 'Northwind "Traders"', note: 'Pro & more' };
const ken = { sub: 'ken&as=mina', name: 'Kenji', organization: 'Aozora', note: '' };

test.each(['en', 'ko', 'ja'] as const)('the product page in %s embeds the widget by one tag and runs nothing else', (language) => {
  const page = demoPage({ identity: 'a.b.c"><script>', person: mina, people: [mina, ken], language });
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain(`<html lang="${language}">`);
  expect(page).toContain('data-launcher="#support"');
  expect(page).toContain('id="support"');
  expect(page).not.toMatch(/\son\w+=|javascript:|https?:\/\//);
});

test('whatever a name holds is text', () => {
  const page = demoPage({ identity: 'x', person: mina, people: [mina, ken], language: 'en' });
  expect(page).toContain('Mina &#60;b&#62;Park');
  expect(page).toContain('Northwind &#34;Traders&#34;');
  expect(page).toContain('/demo?as=ken%26as%3Dmina');
});
