/** Links to pages of another site or another organization, caught while they are typed (S3). */
import type { Notice } from '@fairlead/contract';
import type { PolicyDocument } from './document.ts';

export interface Theirs {
  /** Key of the site of the organization that they act for. */
  site: string;
  /** What the vendor's product calls that organization. */
  externalId: string;
  /** The others that they belong to. */
  others: readonly { id: string; externalId: string; name: string }[];
}

const mostLinks = 20;

/** What is wrong with the links in a text. */
export function linkNotices({ sites }: PolicyDocument, text: string, theirs: Theirs): Notice[] {
  // The most exact address goes first: `app.eu1.example` before `{organization}.eu1.example`, and a path before its host.
  const addresses = sites
    .flatMap((site) =>
      site.addresses.map((address) => ({ site, pattern: patternOf(address), exact: address.replace('{organization}', '').length })),
    )
    .toSorted((a, b) => b.exact - a.exact);
  const notices: Notice[] = [];
  for (const link of new Set((text.match(/https?:\/\/[^\s<>"'`()[\]]+/gi) ?? []).slice(0, mostLinks))) {
    if (!URL.canParse(link)) continue;
    const { host, pathname } = new URL(link);
    const place = `${host}${pathname}`.toLowerCase();
    const found = addresses.find(({ pattern }) => pattern.test(place));
    if (!found) continue;
    const organization = found.pattern.exec(place)?.groups?.['organization'];
    if (organization && organization !== theirs.externalId.toLowerCase()) {
      const other = theirs.others.find((o) => o.externalId.toLowerCase() === organization);
      notices.push({ is: 'other_organization', link, name: other?.name ?? organization, switch_to: other?.id ?? null });
    } else if (found.site.key !== theirs.site) notices.push({ is: 'other_site', link, site: found.site.key, own: theirs.site });
  }
  return notices;
}

/** `{organization}` stands for one label of a host, or one segment of a path. */
function patternOf(address: string): RegExp {
  const [before, after] = address.toLowerCase().replace(/\/+$/, '').split('{organization}') as [string, string?];
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = after === undefined ? literal(before) : `${literal(before)}(?<organization>[^./:]+)${literal(after)}`;
  return new RegExp(`^${whole}(?:[/:]|$)`);
}
