import { type Calendar, calendar, type DayHours } from '@fairlead/calendar';
import { figure, median, ofLimit, type Say } from '../report.ts';

const rounds = 5;
const year = 365.25 * 86_400_000;
const from = Date.UTC(2026, 0, 1);
const years = 4;
/** What is asked: any instants of four years, so that no answer helps with the next. */
const instants = Float64Array.from({ length: 1 << 17 }, () => from + Math.random() * years * year);

/** Answers per second on one core, once warm. A limit is the barest thing that could answer: a search in the same instants. */
// oxlint-disable-next-line typescript/require-await -- every group is asynchronous
export async function calendarAnswers(say: Say): Promise<void> {
  const newYork = shippedHours();
  const edges = edgesOf(newYork);
  const [open, bare] = sideBySide(
    (at) => (newYork.isOpen(at) ? 1 : 0),
    (at) => countUpTo(edges, at) & 1,
  );
  say(figure('calendar.open', 'answers/s', open, bare, { of: 'value', is: '>=', than: 1_000_000 }));
  const after = (minutes: number) => (at: number) => newYork.after(at, minutes)!;
  const [hour, search] = sideBySide(after(60), (at) => countUpTo(edges, at));
  say(figure('calendar.after_60', 'answers/s', hour, search, null));
  for (const minutes of [6_000, 600_000]) {
    const [long, short] = sideBySide(after(minutes), after(60));
    say(figure(`calendar.after_${minutes}`, 'answers/s', long, short, ofLimit(0.3)));
  }
}

/** S7, with a day off every month. */
function shippedHours(): Calendar {
  const hours: DayHours[] = [{ from: 600, to: 1_140 }];
  return calendar({
    zone: 'America/New_York',
    week: [hours, hours, hours, hours, hours, [], []],
    specials: (of) => Array.from({ length: 12 }, (_, m) => ({ date: `${of}-${String(m + 1).padStart(2, '0')}-15`, hours: [], name: null })),
  });
}

/** Every opening and closing of the four years, in one array. */
function edgesOf(asked: Calendar): Float64Array {
  const edges: number[] = [];
  for (let at = asked.nextOpening(from)!; at < from + years * year; at = asked.nextOpening(edges.at(-1)!)!)
    edges.push(at, asked.nextClosing(at)!);
  return Float64Array.from(edges);
}

function countUpTo(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Medians over rounds that alternate, after one that warms up. */
function sideBySide(ours: (at: number) => number, theirs: (at: number) => number): [ours: number, theirs: number] {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++)
    for (const [i, answer] of [ours, theirs].entries()) {
      const rate = perSecond(answer);
      if (round > 0) rates[i]!.push(rate);
    }
  return [median(rates[0]), median(rates[1])];
}

function perSecond(answer: (at: number) => number): number {
  let sum = 0;
  let asked = 0;
  const began = performance.now();
  while (performance.now() - began < 300) {
    for (const at of instants) sum += answer(at);
    asked += instants.length;
  }
  const seconds = (performance.now() - began) / 1_000;
  // Read, so that no answer can be left out.
  if (Number.isNaN(sum)) throw new Error('an answer is missing');
  return asked / seconds;
}
