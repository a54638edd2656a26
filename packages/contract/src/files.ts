/** Files as they are named in entries, linked to, and read in place. */
import { z } from 'zod';
import { At, Id } from './words.ts';

export const FileRef = z
  .object({
    id: Id,
    name: z.string(),
    type: z.string().meta({ description: 'Media type, decided by content, never by name' }),
    bytes: z.int(),
    image: z.object({ width: z.int(), height: z.int() }).nullable().meta({ description: 'Set for images that are shown in place' }),
  })
  .meta({ id: 'FileRef' });
export type FileRef = z.infer<typeof FileRef>;

/** Addresses at which a file's bytes are, each good until `expires`, without any other sign of who asks. */
export const FileLinks = z
  .object({
    state: z.enum(['ready', 'checking', 'quarantined']).meta({ description: 'Only a ready file has links' }),
    unchecked: z.boolean().meta({ description: 'The scanner could not look into all of it' }),
    expires: At,
    save: z.string().nullable().meta({ description: 'The original, as a download' }),
    show: z.string().nullable().meta({ description: 'An image re-encoded without metadata, or a recording that can be sought in' }),
    lines: z.int().nullable().meta({ description: 'For text: how many lines it has' }),
  })
  .meta({ id: 'FileLinks' });
export type FileLinks = z.infer<typeof FileLinks>;

/** Some lines of a text file. A line longer than 2,000 characters is cut, and so marked. */
export const FileLines = z
  .object({
    total: z.int(),
    from: z.int().meta({ description: 'Number of the first line given; the first of the file is 0' }),
    lines: z.array(z.object({ text: z.string(), cut: z.boolean() })),
  })
  .meta({ id: 'FileLines' });
export type FileLines = z.infer<typeof FileLines>;

/** Lines that contain a text, whatever its case. `next` is the line to go on from; null at the end of the file. */
export const FileMatches = z
  .object({ matches: z.array(z.object({ line: z.int(), text: z.string(), at: z.int() })), next: z.int().nullable() })
  .meta({ id: 'FileMatches' });
export type FileMatches = z.infer<typeof FileMatches>;
