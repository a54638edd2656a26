import { type Language, pickLanguage } from '@fairlead/words';

/** Text as HTML shows it, also within an attribute in double quotes. */
export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The language to answer in, by a request's `Accept-Language`. */
export const languageAsked = (header: string | undefined): Language =>
  pickLanguage((header ?? '').split(',').map((tag) => tag.split(';')[0]!.trim()));
