/** The routes of the policy and of the lists of holidays that it may use; a part of `routes`, where `who` and shape are checked. */
import { z } from 'zod';
import { Channels, DryRun, HolidayList, PolicyFault, PolicyVersion, PreviewCase } from './channels.ts';
import { PromiseDryRun } from './tickets.ts';
import { clean, line, nothing } from './words.ts';

const yaml = z.string().max(200_000).overwrite(clean);
const versionNumber = z.int().min(0).max(2_147_483_647);
const byName = z.object({ name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/) });

export const policyRoutes = {
  policy: {
    method: 'GET',
    path: '/policy',
    who: 'staff',
    summary: 'The policy in force, as YAML, with the lists of holidays that it may use',
    reply: z.object({
      ...PolicyVersion.shape,
      yaml: z.string(),
      holidays: z.array(HolidayList),
      warnings: z.array(z.string()).meta({ description: 'Trouble with the clock or a list of holidays, in the reader’s language' }),
    }),
  },
  adoptPolicy: {
    method: 'PUT',
    path: '/policy',
    who: 'staff',
    summary: 'Put another policy in force (administrators). Refused as `policy_moved` when `base` is no longer the newest',
    body: z.object({ yaml, why: line, base: versionNumber }),
    reply: PolicyVersion,
  },
  checkPolicy: {
    method: 'POST',
    path: '/policy/checks',
    who: 'staff',
    summary: 'What is wrong with a policy, line by line; nothing when it may be adopted',
    body: z.object({ yaml }),
    reply: z.object({ faults: z.array(PolicyFault) }),
  },
  previewPolicy: {
    method: 'POST',
    path: '/policy/previews',
    who: 'staff',
    summary: 'What a customer would be told at an instant, under a policy or the one in force',
    body: z.object({ yaml: yaml.optional(), case: PreviewCase }),
    reply: z.object({ sentence: z.string(), channels: Channels }),
  },
  dryRunPolicy: {
    method: 'POST',
    path: '/policy/dry-runs',
    who: 'staff',
    summary: 'What would have differed for the requests of the last 30 days, and the promises of the last 90',
    body: z.object({ yaml }),
    reply: DryRun.extend({ promises: PromiseDryRun }),
  },
  policyVersions: {
    method: 'GET',
    path: '/policy/versions',
    who: 'staff',
    summary: 'Every version with who and why, newest first',
    reply: z.object({ versions: z.array(PolicyVersion) }),
  },
  policyVersion: {
    method: 'GET',
    path: '/policy/versions/{version}',
    who: 'staff',
    summary: 'One version’s document; 0 is the shipped default',
    params: z.object({ version: z.coerce.number().int().min(0).max(2_147_483_647) }),
    reply: z.object({ ...PolicyVersion.shape, yaml: z.string() }),
  },
  rollBackPolicy: {
    method: 'POST',
    path: '/policy/rollbacks',
    who: 'staff',
    summary: 'Put an earlier version in force again, as a new one (administrators)',
    body: z.object({ version: versionNumber, why: line }),
    reply: PolicyVersion,
  },
  setHolidays: {
    method: 'PUT',
    path: '/policy/holidays/{name}',
    who: 'staff',
    summary: 'A list of holidays from an iCalendar file’s text or from an address that is fetched again and again (administrators)',
    params: byName,
    body: z.union([z.object({ ics: z.string().max(240_000) }), z.object({ url: z.url({ protocol: /^https?$/ }).max(2_000) })]),
    reply: HolidayList,
  },
  removeHolidays: {
    method: 'DELETE',
    path: '/policy/holidays/{name}',
    who: 'staff',
    summary: 'Forget a list of holidays that the policy in force does not use (administrators)',
    params: byName,
    reply: nothing,
  },
} as const;
