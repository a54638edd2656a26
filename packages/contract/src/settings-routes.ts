/** How the desk is set up: who works here, teams, areas, and who changed what. For administrators; the routes are a part of `routes`. */
import { z } from 'zod';
import { Area, Team } from './views.ts';
import { At, Id, line, Locale, nothing, StaffRole } from './words.ts';

const byId = z.object({ id: Id });
const key = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const name = z.record(Locale, line);
const role = StaffRole.exclude(['service']);
const capacity = z.int().min(0).max(100);

export const StaffMember = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    role,
    capacity: z.int().meta({ description: 'Chats at once' }),
    teams: z.array(Id),
    left: At.nullable().meta({ description: 'Since when they work here no more' }),
  })
  .meta({ id: 'StaffMember' });
export type StaffMember = z.infer<typeof StaffMember>;

/** What may be changed and is remembered. */
const changeables = ['person', 'team', 'area', 'macro', 'view', 'token', 'address', 'category'] as const;

export const DeskChange = z
  .object({
    id: z.int(),
    at: At,
    by: z.string(),
    what: z.enum(changeables),
    name: z.string(),
    was: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Null where it was new' }),
    now: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Null where it is no more' }),
  })
  .meta({ id: 'DeskChange' });
export type DeskChange = z.infer<typeof DeskChange>;

export const settingsRoutes = {
  settings: {
    method: 'GET',
    path: '/settings',
    who: 'staff',
    summary: 'Who works here, teams and areas, for administrators. Sites, plans and hours are in the policy',
    reply: z.object({ people: z.array(StaffMember), teams: z.array(Team), areas: z.array(Area) }),
  },
  savePerson: {
    method: 'PUT',
    path: '/settings/people/{id}',
    who: 'staff',
    summary: 'Add somebody under an id that the caller makes, or change them. Who is new gets a password, which is in this answer alone',
    params: byId,
    body: z.object({ name: line, email: z.email().max(254), role, capacity: capacity.default(3), teams: z.array(Id).max(100).default([]) }),
    reply: z.object({ person: StaffMember, password: z.string().nullable() }),
  },
  newPassword: {
    method: 'PUT',
    path: '/settings/people/{id}/password',
    who: 'staff',
    summary: 'Make a new password for somebody, and end their sessions',
    params: byId,
    reply: z.object({ password: z.string() }),
  },
  letGo: {
    method: 'PUT',
    path: '/settings/people/{id}/left',
    who: 'staff',
    summary: 'They work here no more: their sessions and tokens end now. Or they do again',
    params: byId,
    body: z.object({ left: z.boolean() }),
    reply: StaffMember,
  },
  saveTeam: {
    method: 'PUT',
    path: '/settings/teams/{id}',
    who: 'staff',
    summary: 'Add a team, or change it; its key stays what it was',
    params: byId,
    body: z.object({ key, name }),
    reply: Team,
  },
  removeTeam: {
    method: 'DELETE',
    path: '/settings/teams/{id}',
    who: 'staff',
    summary: 'Remove a team that nothing needs',
    params: byId,
    reply: nothing,
  },
  saveArea: {
    method: 'PUT',
    path: '/settings/areas/{id}',
    who: 'staff',
    summary: 'Add an area of the product, or change it; its key stays what it was',
    params: byId,
    body: z.object({ key, name, team: Id, position: z.int().min(0).max(1_000).default(0) }),
    reply: Area,
  },
  removeArea: {
    method: 'DELETE',
    path: '/settings/areas/{id}',
    who: 'staff',
    summary: 'Remove an area that nothing needs',
    params: byId,
    reply: nothing,
  },
  deskChanges: {
    method: 'GET',
    path: '/settings/changes',
    who: 'staff',
    summary: 'Who changed what of the desk, newest first, for administrators',
    query: z.object({ before: z.coerce.number().int().positive().optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    reply: z.object({ changes: z.array(DeskChange), next: z.int().nullable() }),
  },
} as const;
