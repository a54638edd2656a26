/** Addresses that carry their own permission: whoever has one may read that file until it expires. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Desk } from '../../platform/desk.ts';

/** `save`: the original, as a download. `show`: in place, re-encoded or in a form that browsers play. */
export type Way = 'save' | 'show';

const life = 10 * 60_000;
/** Addresses stay the same for a while, so that a browser need not fetch again what it has. */
const step = 60_000;

export const expiry = (now: Date): Date => new Date(Math.ceil((now.getTime() + life) / step) * step);

const signature = (desk: Desk, file: string, way: Way, until: number) =>
  createHmac('sha256', desk.linkSecret).update(`${file} ${way} ${until}`).digest();

export function link(desk: Desk, file: string, way: Way, expires: Date): string {
  const until = expires.getTime() / 1000;
  return `/api/v1/files/${file}/${way}?until=${until}&signature=${signature(desk, file, way, until).toString('base64url')}`;
}

export function isGood(desk: Desk, file: string, way: Way, given: { until?: string; signature?: string }): boolean {
  const until = Number(given.until);
  if (!(until * 1000 > desk.clock.now().getTime())) return false;
  const wanted = signature(desk, file, way, until);
  const shown = Buffer.from(given.signature ?? '', 'base64url');
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}
