import type { DeskReport } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';
import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';

const colors = { chat: 'var(--fl-accent)', form: 'var(--fl-plot-2)', staff: 'var(--fl-plot-3)', service: 'var(--fl-plot-4)' } as const;

/** What came in per day or week, by door. The tables beside it say the same in numbers. */
export default function VolumeChart({ volume }: { volume: DeskReport['volume'] }) {
  const words = useWords();
  const day = new Intl.DateTimeFormat(words.language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return (
    <BarChart
      h={240}
      data={volume.steps.map((step) => ({ ...step, from: day.format(new Date(step.from)) }))}
      dataKey="from"
      type="stacked"
      withLegend
      tickLine="none"
      gridColor="var(--fl-line)"
      textColor="var(--fl-dim)"
      barProps={{ isAnimationActive: false, maxBarSize: 28 }}
      yAxisProps={{ allowDecimals: false, width: 36 }}
      series={(['chat', 'form', 'staff', 'service'] as const).map((name) => ({
        name,
        label: words.t(`report.door.${name}`),
        color: colors[name],
      }))}
    />
  );
}
