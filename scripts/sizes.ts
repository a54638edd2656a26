/** The widget stays small: loader and everything needed to chat, gzip. */
import { join } from 'node:path';
import { widgetLimits, widgetSizes } from '../bench/src/widget-sizes.ts';
import { root } from './run.ts';

const sizes = widgetSizes(join(root, 'apps/widget/dist'));
for (const part of ['loader', 'chat'] as const) {
  process.stdout.write(`widget.${part}: ${sizes[part]} of ${widgetLimits[part]} bytes\n`);
  if (sizes[part] > widgetLimits[part]) process.exitCode = 1;
}
