import { fileURLToPath } from 'node:url';
import { atMost, figure, type Say } from '../report.ts';
import { widgetLimits, widgetSizes } from '../widget-sizes.ts';

/** What a customer's browser fetches. Nothing barer exists to hold it against, so the limit is the aim itself. */
export async function widget(say: Say): Promise<void> {
  const sizes = widgetSizes(fileURLToPath(new URL('../../../apps/widget/dist', import.meta.url)));
  for (const part of ['loader', 'chat'] as const) {
    const [kilobytes, limit] = [sizes[part] / 1_000, widgetLimits[part] / 1_000];
    say(figure(`widget.${part}`, 'KB', kilobytes, limit, atMost(limit)));
  }
}
