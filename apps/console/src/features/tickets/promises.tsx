import type { ExplainedPromise, Ticket } from '@fairlead/contract';
import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Nothing } from '../../shared/nothing.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';
import './promises.css';

/** What is owed to the customer, and where every minute went. */
export function Promises({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  return (
    <section className="promises" aria-label={words.t('promise.title')}>
      <ul>
        {ticket.promises.map(({ kind, due, broken, stands, warned }) => (
          <li key={kind} data-broken={broken} data-warned={warned}>
            <span>{words.t(`promise.${kind}`)}</span>
            <b>
              {broken
                ? due
                  ? words.t('promise.broken', { when: words.time(due) })
                  : words.t('promise.overdue')
                : stands
                  ? words.t('promise.stands')
                  : due && words.t('promise.due', { when: words.time(due) })}
            </b>
          </li>
        ))}
      </ul>
      <OpensDialog size="lg" label={words.t('promise.explain')} title={words.t('promise.title')}>
        {() => <Explained number={ticket.number} />}
      </OpensDialog>
    </section>
  );
}

function Explained({ number }: { number: number }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /tickets/{number}/promises', { params: { number } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Nothing title={words.t('console.loading')} />;
  if (data.promises.length === 0) return <p>{words.t('promise.none')}</p>;
  return data.promises.map((promise) => <Lines key={`${promise.kind} ${promise.number}`} promise={promise} />);
}

function Lines({ promise }: { promise: ExplainedPromise }) {
  const words = useWords();
  const { kind, is, lines, spent, minutes, calendar, zone, version } = promise;
  const plain = new Intl.NumberFormat(words.language, { maximumFractionDigits: 0 });
  const name = (state: ExplainedPromise['lines'][number]['state']) =>
    state ? words.t(state === 'pending' ? 'state.pending.staff' : `state.${state}`) : '';
  const why = ({ is: counts, because, state }: ExplainedPromise['lines'][number]) =>
    counts === 'stopped' ? words.t('promise.stopped', { state: name(state) }) : (because ?? words.t(`promise.${counts}`));
  const sum = { spent: plain.format(spent), minutes: plain.format(minutes), calendar, zone, version };
  return (
    <section className="explained">
      <h2>
        {words.t(`promise.${kind}`)} <span data-is={is}>{words.t(`promise.is.${is}`)}</span>
      </h2>
      <p className="fl-dim">{words.t('promise.sum', sum)}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.t('promise.from')}</th>
            <th scope="col">{words.t('promise.to')}</th>
            <th scope="col">{words.t('promise.why')}</th>
            <th scope="col">{words.t('promise.minutes')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.from} ${line.is}`} data-is={line.is}>
              <td>{words.time(line.from)}</td>
              <td>{words.time(line.to)}</td>
              <td>{why(line)}</td>
              <td>{line.is === 'counted' ? plain.format(line.minutes) : '–'}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {words.t('promise.total')}
            </th>
            <td>{sum.spent}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
