/** The routes of evidence and files. */
import { z } from 'zod';
import { Appended } from './entries.ts';
import { Checklist, Deletion, EvidenceReport, NewEvidence } from './evidence.ts';
import { FileLines, FileLinks, FileMatches, FileRef } from './files.ts';
import { longestFileName, mostAsked } from './limits.ts';
import { clean, Id, Item, nothing } from './words.ts';
import { Member } from './views.ts';

const byId = z.object({ id: Id });
const name = z.string().min(1).max(longestFileName).overwrite(clean);
const sha256 = z.string().regex(/^[\da-f]{64}$/);

export const evidenceRoutes = {
  sendFile: {
    method: 'POST',
    path: '/files',
    who: 'someone',
    summary:
      'Send a file’s bytes in one piece; cite its id afterwards. May be repeated with the same id. Larger files go in resumable pieces to `/uploads` (tus 1.0)',
    query: z.object({
      file: Id,
      name,
      thread: Id.optional().meta({ description: 'Staff say for which thread; a member’s file may come before its request' }),
      sha256: sha256.optional().meta({ description: 'Of the bytes, where the sender knows it: what arrives damaged is refused' }),
    }),
    bytes: true,
    reply: FileRef,
  },
  receiveUpload: {
    method: 'PUT',
    path: '/files/{id}',
    who: 'someone',
    summary: 'Take in an upload of that id whose last piece has arrived. May be repeated',
    params: byId,
    body: z.object({ name, thread: Id.nullable().default(null), sha256 }),
    reply: FileRef,
  },
  removeFile: {
    method: 'DELETE',
    path: '/files/{id}',
    who: 'someone',
    summary: 'Take back a file that no entry names yet: its bytes go. What is in a thread stays there',
    params: byId,
    reply: nothing,
  },
  fileLinks: {
    method: 'GET',
    path: '/files/{id}/links',
    who: 'someone',
    summary: 'Addresses of a file that expire; they work for whoever has them',
    params: byId,
    reply: FileLinks,
  },
  fileLines: {
    method: 'GET',
    path: '/files/{id}/lines',
    who: 'someone',
    summary: 'Lines of a text file, read where they stand, however large it is',
    params: byId,
    query: z.object({
      from: z.coerce
        .number()
        .int()
        .min(-5_000)
        .max(Number.MAX_SAFE_INTEGER)
        .default(0)
        .meta({ description: 'Below 0 counts from the end' }),
      count: z.coerce.number().int().min(1).max(5_000).default(500),
    }),
    reply: FileLines,
  },
  fileMatches: {
    method: 'GET',
    path: '/files/{id}/matches',
    who: 'someone',
    summary: 'Lines that contain a text. Each call looks through at most 64 MB and says where to go on',
    params: byId,
    query: z.object({
      text: z.string().min(1).max(200),
      from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    }),
    reply: FileMatches,
  },

  checklist: {
    method: 'GET',
    path: '/threads/{id}/checklist',
    who: 'someone',
    summary: 'What helps with this request, what of it is there, and what is missing',
    params: byId,
    reply: Checklist,
  },
  giveEvidence: {
    method: 'POST',
    path: '/threads/{id}/evidence',
    who: 'someone',
    summary: 'Give what the checklist asks for; it stands in the thread. May be repeated with the same id',
    params: byId,
    body: NewEvidence.safeExtend({
      id: Id,
      internal: z.boolean().default(false).meta({ description: 'For staff only: never leaves staff' }),
    }),
    reply: Appended,
  },
  askForEvidence: {
    method: 'POST',
    path: '/threads/{id}/evidence-requests',
    who: 'staff',
    summary: 'Ask the customer for evidence: a card in the thread that leads to giving it. May be repeated with the same id',
    params: byId,
    body: z.object({ id: Id, items: z.array(Item).min(1).max(mostAsked), note: z.string().trim().max(2_000).overwrite(clean).default('') }),
    reply: Appended,
  },
  declineEvidence: {
    method: 'PUT',
    path: '/threads/{id}/checklist/{item}/declined',
    who: 'member',
    summary: 'Go on without an item, so that nobody is asked for it again; or take that back',
    params: z.object({ id: Id, item: Item }),
    body: z.object({ declined: z.boolean() }),
    reply: Checklist,
  },
  evidenceReport: {
    method: 'GET',
    path: '/reports/evidence',
    who: 'staff',
    summary: 'Per area, how the completeness of requests relates to the time until they were solved',
    query: z.object({ days: z.coerce.number().int().min(1).max(730).default(90) }),
    reply: EvidenceReport,
  },

  organizationMembers: {
    method: 'GET',
    path: '/organizations/{id}/members',
    who: 'staff',
    summary: 'Who belongs to an organization, and who of them sees all of its requests',
    params: byId,
    reply: z.object({ members: z.array(z.object({ member: Member, sees_organization: z.boolean() })) }),
  },
  grantView: {
    method: 'PUT',
    path: '/organizations/{id}/members/{member}/view',
    who: 'staff',
    summary: 'Let a member see all requests of their organization, or their own only',
    params: z.object({ id: Id, member: Id }),
    body: z.object({ organization: z.boolean() }),
    reply: nothing,
  },
  deleteTicket: {
    method: 'POST',
    path: '/tickets/{number}/deletion',
    who: 'staff',
    summary: 'Delete a request with its thread and the bytes of its files, for good. Leads and administrators only',
    params: z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) }),
    body: z.object({ id: Id, reason: z.string().trim().min(1).max(500).overwrite(clean) }),
    reply: Deletion,
  },
  deletions: {
    method: 'GET',
    path: '/deletions',
    who: 'staff',
    summary: 'What was deleted, newest first, and the proof that its bytes are gone',
    reply: z.object({ deletions: z.array(Deletion) }),
  },
} as const;
