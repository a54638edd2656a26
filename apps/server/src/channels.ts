/** What a policy says to a customer at an instant, for programs without a desk: the same pure function that every door asks. */
import { type Channels, type PreviewCase } from '@fairlead/contract';
import { loadWords } from '@fairlead/words/node';
import { answer } from './domains/policy/answer.ts';
import { judge } from './domains/policy/channels.ts';
import { readPolicy } from './domains/policy/reading.ts';
import { previewSentence } from './domains/policy/preview.ts';
import { ready } from './domains/policy/rules.ts';
import { shippedYaml } from './domains/policy/shipped.ts';
import { CannotStart } from './platform/refusals.ts';

/** `yaml`: null for the shipped policy. Throws `CannotStart` naming each wrong line. Lists of holidays that a desk has imported are not known here. */
export function askPolicy(yaml: string | null, tried: PreviewCase): { sentence: string; channels: Channels } {
  const { document, faults } = readPolicy(yaml ?? shippedYaml, []);
  if (!document) throw new CannotStart(`This policy is not valid:\n${faults.map((f) => `  line ${f.line}: ${f.message}`).join('\n')}`);
  const policy = ready(0, document, new Map());
  const at = new Date(tried.at);
  const customer = { plan: tried.plan, hipaa: tried.hipaa, language: tried.language, site: tried.site };
  const verdict = judge(policy, at, customer, { question: tried.question, area: null, about: tried.about, text: '' }, []);
  const { language } = tried;
  return {
    sentence: previewSentence(loadWords('server')[language], policy, at, customer, verdict),
    channels: answer(policy, verdict, at, language, { customerLanguage: language, line: null, incidents: [], notices: [] }),
  };
}
