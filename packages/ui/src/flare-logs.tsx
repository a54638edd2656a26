import type { CallReply } from '@fairlead/contract';
import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { type PointerEvent, useRef, useState } from 'react';
import { useCall } from './desk.tsx';
import type { GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

type Least = 'all' | 'warning' | 'error';
type Logs = CallReply<'GET /flares/{id}/logs'>;

const minute = 60_000;
/** What a field for a date and a time shows of an instant, in UTC. */
const asField = (at: number): string => new Date(at).toISOString().slice(0, 16);
const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** All logs of a flare as one, over a stretch of time that is chosen in a plot or by its ends. Times are in UTC. */
export function FlareLogs({ flare, go }: { flare: string; go: GoTo }) {
  const words = useWords();
  const [stretch, setStretch] = useState<[number, number] | null>(null);
  const [least, setLeast] = useState<Least>('all');
  const [skip, setSkip] = useState(0);
  const query = { ...(stretch ? { from: stretch[0], to: stretch[1] } : {}), least, skip };
  const { data, error, refetch } = useCall(
    'GET /flares/{id}/logs',
    { params: { id: flare }, query },
    { placeholderData: keepPreviousData },
  );
  const choose = (to: [number, number] | null) => {
    setStretch(to);
    setSkip(0);
  };
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} />;
  if (data.steps.length === 0 && !stretch) return <p>{words.t('flare.logs.none')}</p>;
  const begin = stretch?.[0] ?? data.steps[0]!.from;
  const end = stretch?.[1] ?? data.steps.at(-1)!.from + data.minutes * minute;
  return (
    <section className="fl-flare-logs" aria-label={words.t('flare.logs')}>
      <div className="fl-flare-logs-bar">
        <SegmentedControl
          size="xs"
          aria-label={words.t('flare.logs.levels')}
          value={least}
          onChange={(value) => {
            setLeast(value);
            setSkip(0);
          }}
          data={(['all', 'warning', 'error'] as const).map((value) => ({ value, label: words.t(`flare.logs.${value}`) }))}
        />
        <Ends key={`${begin} ${end}`} begin={begin} end={end} choose={choose} />
        {stretch && (
          <Button variant="subtle" size="compact-sm" onClick={() => choose(null)}>
            {words.t('flare.logs.whole')}
          </Button>
        )}
      </div>
      <Plot data={data} choose={choose} />
      {data.lines.length === 0 && <p>{words.t('flare.logs.nothing')}</p>}
      <ol className="fl-flare-log" tabIndex={0} aria-label={words.t('flare.logs')}>
        {data.lines.map(({ at, level, path, line, text }) => (
          <li key={`${path} ${line}`} data-level={level ?? undefined}>
            <time dateTime={new Date(at).toISOString()} title={new Date(at).toISOString()}>
              {clock(at)}
            </time>
            <button type="button" onClick={() => go({ path, line })} title={`${path}:${line}`}>
              {path.split('/').at(-1)}:{line}
            </button>
            <code>{text}</code>
          </li>
        ))}
      </ol>
      <div className="fl-flare-logs-bar">
        {skip > 0 && (
          <Button variant="default" size="xs" onClick={() => setSkip(Math.max(0, skip - page))}>
            {words.t('flare.earlier')}
          </Button>
        )}
        {data.more && (
          <Button variant="default" size="xs" onClick={() => setSkip(skip + page)}>
            {words.t('flare.later')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** As many as the desk answers with. */
const page = 300;

/** The ends of the stretch, for the keyboard and for who knows them. */
function Ends({ begin, end, choose }: { begin: number; end: number; choose: (to: [number, number]) => void }) {
  const words = useWords();
  const [from, setFrom] = useState(asField(begin));
  const [to, setTo] = useState(asField(end));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const ends: [number, number] = [Date.parse(`${from}Z`), Date.parse(`${to}Z`)];
        if (ends[0] < ends[1]) choose(ends);
      }}
    >
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label={words.t('flare.logs.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <span aria-hidden>–</span>
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label={words.t('flare.logs.to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <span className="fl-flare-hint">UTC</span>
      <Button type="submit" variant="default" size="compact-sm">
        {words.t('flare.logs.show')}
      </Button>
    </form>
  );
}

const height = 90;

/** Lines, warnings and errors over time. To drag over it chooses a stretch. */
function Plot({ data: { steps, minutes }, choose }: { data: Logs; choose: (to: [number, number]) => void }) {
  const words = useWords();
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const box = useRef<SVGSVGElement>(null);
  if (steps.length === 0) return null;
  // Errors are few beside lines, and what one looks for: the scale is of roots.
  const scale = Math.sqrt(Math.max(...steps.map((s) => s.lines)));
  const high = (count: number) => (count === 0 ? 0 : Math.max(2, (Math.sqrt(count) / scale) * height));
  const stepAt = (event: PointerEvent) => {
    const { left, width } = box.current!.getBoundingClientRect();
    return Math.min(steps.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * steps.length)));
  };
  const at = (index: number) => steps[0]!.from + index * minutes * minute;
  const label = (index: number) => new Date(at(index)).toISOString().slice(0, 16).replace('T', ' ');
  const sums = steps.reduce((sum, s) => ({ errors: sum.errors + s.errors, warnings: sum.warnings + s.warnings }), {
    errors: 0,
    warnings: 0,
  });
  const [low, up] = drag ? [Math.min(...drag), Math.max(...drag)] : [0, -1];
  return (
    <figure className="fl-flare-plot">
      <svg
        ref={box}
        role="img"
        aria-label={words.t('flare.logs.plot', { from: label(0), to: label(steps.length), ...sums })}
        viewBox={`0 0 ${steps.length} ${height}`}
        preserveAspectRatio="none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([stepAt(event), stepAt(event)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], stepAt(event)])}
        onPointerCancel={() => setDrag(null)}
        onPointerUp={() => {
          if (!drag) return;
          setDrag(null);
          choose([at(low), at(up + 1)]);
        }}
      >
        {drag && <rect className="fl-plot-chosen" x={low} y={0} width={up - low + 1} height={height} />}
        {steps.map((step, index) => (
          <g key={step.from}>
            <title>
              {words.t('flare.logs.step', { at: label(index), lines: step.lines, warnings: step.warnings, errors: step.errors })}
            </title>
            {(['lines', 'warnings', 'errors'] as const).map((what) => (
              <rect
                key={what}
                className={`fl-plot-${what}`}
                x={index + 0.1}
                width={0.8}
                y={height - high(step[what])}
                height={high(step[what])}
              />
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{label(0)}</span>
        <span>{words.t('flare.logs.drag')}</span>
        <span>{label(steps.length)}</span>
      </figcaption>
    </figure>
  );
}
