import { shippedYaml } from '../domains/policy/shipped.ts';

/** The shipped policy with chat at any hour: whoever tries the demo, tries it then. */
export const openAtAnyHour = shippedYaml
  .replace('chat: us_business', 'chat: always')
  .replace(', calendar: japan_chat', ', calendar: always');
