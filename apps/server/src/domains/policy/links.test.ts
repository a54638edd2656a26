import { expect, test } from 'vitest';
import { readPolicy } from './reading.ts';
import { linkNotices } from './links.ts';
import { shippedYaml } from './shipped.ts';

const shipped = readPolicy(shippedYaml, []).document!;
const northwind = {
  site: 'US3',
  externalId: 'northwind',
  others: [{ id: '01890000-0000-7000-8000-000000000001', externalId: 'southwind', name: 'Southwind' }],
};
const notices = (text: string) => linkNotices(shipped, text, northwind);

test('a link to another site’s page is caught: "this link is on EU1, your organization is on US3" (S3)', () => {
  const link = 'https://app.eu1.skerry.example/dashboard/7';
  expect(notices(`See ${link} please`)).toEqual([{ is: 'other_site', link, site: 'EU1', own: 'US3' }]);
});

test('a link to another organization’s page is caught; one that they belong to can be switched to', () => {
  expect(notices('https://southwind.us3.skerry.example/logs')).toMatchObject([
    { is: 'other_organization', name: 'Southwind', switch_to: northwind.others[0]!.id },
  ]);
  expect(notices('https://stranger.us3.skerry.example/')).toMatchObject([{ is: 'other_organization', name: 'stranger', switch_to: null }]);
});

test.each([
  'https://app.us3.skerry.example/dashboard/7',
  'https://northwind.us3.skerry.example/logs?from=1',
  'https://NORTHWIND.us3.skerry.example',
  'https://docs.example.com/agent',
  'https://app.eu1.skerry.example.evil.example/',
  'app.eu1.skerry.example without a scheme',
  'http://[::1',
  'http://',
])('nothing is noticed in %s', (text) => expect(notices(text)).toEqual([]));

test('a path may name the organization, and is more exact than its host', () => {
  const sites = [{ ...shipped.sites[0]!, key: 'US3', addresses: ['console.example', 'console.example/{organization}/'] }];
  expect(linkNotices({ ...shipped, sites }, 'https://console.example/other/x', northwind)).toMatchObject([
    { is: 'other_organization', name: 'other' },
  ]);
  expect(linkNotices({ ...shipped, sites }, 'https://console.example/northwind/x', northwind)).toEqual([]);
});

test('a text of nothing but links is looked through only so far', () => {
  const many = Array.from({ length: 500 }, (_, i) => `https://x${i}.eu1.skerry.example/`).join(' ');
  expect(notices(many).length).toBeLessThanOrEqual(20);
});
