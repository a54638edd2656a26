import { call } from '@fairlead/client';
import type { CallReply, Channels, PromiseDryRun } from '@fairlead/contract';
import { useDesk, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RefusedNote } from '../../shared/refused.tsx';
import type { Draft } from './draft.ts';
import { clockOf, ownZone } from './zoned.ts';

type Result = CallReply<'POST /policy/dry-runs'>;

interface Props {
  draft: Draft;
  sound: boolean;
  kinds: Channels['kinds'];
}

/** The requests of the last 30 days, asked again under the text in the editor. */
export function DryRun({ draft, sound, kinds }: Props) {
  const words = useWords();
  const { connection } = useDesk();
  const run = useMutation({ mutationFn: (yaml: string) => call(connection, 'POST /policy/dry-runs', { body: { yaml } }) });
  const old = run.data && run.variables !== draft.yaml;
  return (
    <section className="panel" aria-label={words.t('dry_run.title')}>
      <header className="panel-top">
        <h2>{words.t('dry_run.title')}</h2>
        <span className="fl-dim">{words.t('dry_run.text')}</span>
        <div className="actions">
          <Button size="xs" variant="default" disabled={!sound} loading={run.isPending} onClick={() => run.mutate(draft.yaml)}>
            {words.t(run.data ? 'dry_run.again' : 'dry_run.do')}
          </Button>
        </div>
      </header>
      <RefusedNote error={run.error} />
      <div role="status">
        {run.data && (
          <p className="dry-run-sum">
            <b>
              {words.t(run.data.requests === 0 ? 'dry_run.none' : 'dry_run.sum', { differ: run.data.differ, requests: run.data.requests })}
            </b>{' '}
            {old && <span className="fl-dim">{words.t('dry_run.old')}</span>}
          </p>
        )}
      </div>
      {run.data && <PromisesTried promises={run.data.promises} />}
      {run.data && run.data.examples.length > 0 && <Examples result={run.data} kinds={kinds} />}
    </section>
  );
}

function Examples({ result, kinds }: { result: Result; kinds: Channels['kinds'] }) {
  const words = useWords();
  const clock = clockOf(words.language, ownZone);
  const label = (kind: string) => kinds.find((k) => k.kind === kind)?.label ?? kind;
  return (
    <>
      <table className="examples">
        <thead>
          <tr>
            <th scope="col">{words.t('dry_run.when')}</th>
            <th scope="col">{words.t('fact.organization')}</th>
            <th scope="col">{words.t('fact.about')}</th>
            <th scope="col">{words.t('dry_run.differs')}</th>
          </tr>
        </thead>
        <tbody>
          {result.examples.map(({ at, organization, plan, language, about, chosen, now, drafted }) => (
            <tr key={`${at} ${organization}`}>
              <td>
                <time dateTime={at}>{clock(at)}</time>
              </td>
              <td>
                <b>{organization}</b>
                <span className="fl-dim">
                  {plan} · {words.t(`language.${language}`)}
                </span>
              </td>
              <td>
                {about.map(label).join(', ') || words.t('preview.no_kind')}
                <span className="fl-dim">{words.t('dry_run.chosen', { channel: chosen })}</span>
              </td>
              <td>
                <Differences now={now} drafted={drafted} clock={clock} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.examples.length < result.differ && <p className="fl-dim">{words.t('dry_run.most', { count: result.examples.length })}</p>}
    </>
  );
}

function PromisesTried({ promises }: { promises: PromiseDryRun }) {
  const words = useWords();
  const shown = ({ made, broken }: PromiseDryRun['kinds'][number]['now']) => `${broken} / ${made}`;
  return (
    <>
      <table className="examples">
        <caption className="fl-dim">{words.t('dry_run.promises')}</caption>
        <thead>
          <tr>
            <th scope="col">{words.t('dry_run.kind')}</th>
            <th scope="col">{words.t('dry_run.now')}</th>
            <th scope="col">{words.t('dry_run.drafted')}</th>
          </tr>
        </thead>
        <tbody>
          {promises.kinds.map(({ kind, now, drafted }) => (
            <tr key={kind}>
              <td>{words.t(`promise.${kind}`)}</td>
              <td>{shown(now)}</td>
              <td>{shown(drafted)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {promises.examples.length > 0 && (
        <table className="examples">
          <caption className="fl-dim">{words.t('dry_run.promise_examples')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.t('dry_run.ticket')}</th>
              <th scope="col">{words.t('dry_run.kind')}</th>
              <th scope="col">{words.t('dry_run.differs')}</th>
            </tr>
          </thead>
          <tbody>
            {promises.examples.map(({ ticket, subject, organization, kind, now, drafted }) => (
              <tr key={`${ticket} ${kind}`}>
                <td>
                  <Link to="/tickets/$number" params={{ number: String(ticket) }}>
                    #{ticket} {subject}
                  </Link>
                  <span className="fl-dim">{organization}</span>
                </td>
                <td>{words.t(`promise.${kind}`)}</td>
                <td>
                  <del>{words.t(`dry_run.is.${now}`)}</del> <span aria-hidden>→</span> <ins>{words.t(`dry_run.is.${drafted}`)}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

type Met = Result['examples'][number]['now'];

/** Only what differs: what it is now, and what it would have been. */
function Differences({ now, drafted, clock }: { now: Met; drafted: Met; clock: (at: string) => string }) {
  const words = useWords();
  const chat = ({ chat: open, why }: Met) => words.t(open ? 'preview.open' : `closed.${why ?? 'hours'}`);
  const promise = ({ promised }: Met) => (promised ? clock(promised) : words.t('preview.no_promise'));
  const rows = [
    [words.t('preview.advice'), words.t(`channel.${now.advised}`), words.t(`channel.${drafted.advised}`)],
    [words.t('channel.chat'), chat(now), chat(drafted)],
    [words.t('dry_run.promise'), promise(now), promise(drafted)],
  ] as const;
  return (
    <ul>
      {rows
        .filter(([, before, after]) => before !== after)
        .map(([what, before, after]) => (
          <li key={what}>
            <span className="fl-dim">{what}</span> <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
          </li>
        ))}
    </ul>
  );
}
