import { expect, test } from 'vitest';
import { plansIn, sitesIn } from './names.ts';

const yaml = `default_plan: standard
plans: # in order
  # the usual one
  standard:
    name: { en: Standard }
    chat: us
  "premier":
    name: { en: Premier }

sites:
  - { key: US1, name: US1, addresses: [a.example] }
  - key: EU1
    name: Europe
rules: []
`;

test('plans and sites are known by the names that the text gives them', () => {
  expect(plansIn(yaml)).toEqual(['standard', 'premier']);
  expect(sitesIn(yaml)).toEqual(['US1', 'EU1']);
});

test('a text without them names none', () => {
  expect(plansIn('')).toEqual([]);
  expect(sitesIn('sites: []')).toEqual([]);
});
