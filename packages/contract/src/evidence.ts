/** Evidence: what an engineer needs to solve a problem (S3), as it is asked for, given, and shown. */
import { z } from 'zod';
import { FileRef } from './files.ts';
import { longestText, mostFiles } from './limits.ts';
import { At, clean, Id, Item, Named } from './words.ts';

/** How an item is answered, which decides what its form looks like. */
export const AnswerShape = z
  .enum(['link', 'links', 'line', 'text', 'choice', 'screenshot', 'recording', 'flare', 'files'])
  .meta({ id: 'AnswerShape', description: '`files`: text that is pasted, or files' });
export type AnswerShape = z.infer<typeof AnswerShape>;

export const Need = z.enum(['required', 'recommended']);
export type Need = z.infer<typeof Need>;

/** One thing that helps with a request, in the reader's language. */
export const Ask = z
  .object({
    item: Item,
    need: Need,
    label: z.string(),
    hint: z.string().nullable(),
    shape: AnswerShape,
    choices: z.array(z.object({ value: z.string(), label: z.string() })).meta({ description: 'For `choice` only' }),
    command: z.string().nullable().meta({ description: 'For `flare`: what to run where the problem is' }),
    known: z.string().nullable().meta({ description: 'What the desk knows already and offers as the answer' }),
  })
  .meta({ id: 'Ask' });
export type Ask = z.infer<typeof Ask>;

/** A line of a flare, to which what is said refers. */
export const FlarePlace = z
  .object({ flare: Id, path: z.string().min(1).max(1_000).overwrite(clean), line: z.int().min(1).max(1_000_000_000) })
  .meta({ id: 'FlarePlace' });
export type FlarePlace = z.infer<typeof FlarePlace>;

const answer = z.string().max(longestText).overwrite(clean);

/** An answer on its way in: text, files, or both. */
export const NewEvidence = z
  .object({ item: Item, text: answer.default(''), files: z.array(Id).max(mostFiles).default([]), place: FlarePlace.optional() })
  .refine((e) => e.text.trim() !== '' || e.files.length > 0, { message: 'write an answer or add a file', path: ['text'] })
  .meta({ id: 'NewEvidence' });
export type NewEvidence = z.input<typeof NewEvidence>;

/** The body of an entry of kind `evidence`. */
export const Given = z
  .object({
    item: Item,
    label: Named.nullable().meta({ description: 'For the vendor’s own fields; those of the desk are named by the catalogs' }),
    text: z.string(),
    files: z.array(FileRef),
    flare: Id.optional().meta({ description: 'A bundle that was sent, by a program or by hand' }),
    place: FlarePlace.optional(),
  })
  .meta({ id: 'Given' });
export type Given = z.infer<typeof Given>;

/** What the page and the browser say of themselves when a request is made. */
export const Circumstances = z
  .object({
    page: z
      .object({ url: z.string().max(4_000).overwrite(clean), title: z.string().max(500).overwrite(clean) })
      .nullable()
      .default(null),
    browser: z.string().max(500).overwrite(clean).default(''),
  })
  .meta({ id: 'Circumstances' });

export const ChecklistItem = z
  .object({
    ...Ask.shape,
    state: z.enum(['missing', 'given', 'declined']).meta({ description: '`declined`: the customer goes on without' }),
    asked: z
      .object({ by: z.string().nullable(), at: At })
      .nullable()
      .meta({ description: 'Somebody asked for it; `by` is null where the desk did' }),
    given: z
      .object({
        text: z.string(),
        files: z.array(FileRef),
        by: z.string().nullable().meta({ description: 'Null where the desk knew it' }),
        at: At,
        internal: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'ChecklistItem' });
export type ChecklistItem = z.infer<typeof ChecklistItem>;

export const Checklist = z
  .object({
    thread: Id,
    items: z.array(ChecklistItem).meta({ description: 'In the order to ask in' }),
    given: z.int(),
    of: z.int(),
    facts: z
      .object({
        organization: z.string(),
        site: z.string(),
        browser: z.string().nullable(),
        page: z.string().nullable().meta({ description: 'Title of the page that the widget was opened on' }),
      })
      .meta({ description: 'What nobody had to be asked' }),
  })
  .meta({ id: 'Checklist' });
export type Checklist = z.infer<typeof Checklist>;

/** How completeness relates to the time until solved, one row per area. Hours are calendar hours, medians. */
export const EvidenceReport = z
  .object({
    days: z.int(),
    areas: z.array(
      z.object({
        area: z.string().nullable().meta({ description: 'Key; null where no area was said' }),
        requests: z.int().meta({ description: 'Solved ones' }),
        complete: z.number().meta({ description: 'Mean share of the checklist that was given before staff first answered, 0 to 1' }),
        bands: z
          .array(z.object({ from: z.number(), to: z.number(), requests: z.int(), hours: z.number().nullable() }))
          .meta({ description: 'By completeness: under a third, under two thirds, more' }),
      }),
    ),
  })
  .meta({ id: 'EvidenceReport' });
export type EvidenceReport = z.infer<typeof EvidenceReport>;

/** What was deleted, and the proof that its bytes are gone. */
export const Deletion = z
  .object({
    id: Id,
    ticket: z.int(),
    organization: z.string(),
    why: z.enum(['asked', 'retention']),
    reason: z.string(),
    by: z.string().nullable(),
    at: At,
    files: z.int().meta({ description: 'Files whose bytes were deleted' }),
    bytes: z.int(),
    verified: At.nullable().meta({ description: 'When the store was asked for each of them and had none' }),
  })
  .meta({ id: 'Deletion' });
export type Deletion = z.infer<typeof Deletion>;
