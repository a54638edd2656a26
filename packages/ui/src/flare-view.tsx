import type { FlareFile, FlareFinding, FlareReport } from '@fairlead/contract';
import { Button, Checkbox, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useCall } from './desk.tsx';
import { flareFacts } from './flare-card.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import './flare.css';

/** Where in a flare one is. */
export interface FlarePlace {
  path: string | null;
  /** From 1. */
  line: number | null;
}

type Go = (place: FlarePlace) => void;

/** A flare as its readers see it: what it is, what was found and masked, its files, and lines of any. `place` stands in the address. */
export function FlareView({ id, place, go }: { id: string; place: FlarePlace; go: Go }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /flares/{id}', { params: { id } });
  const isReady = data?.state === 'ready';
  const report = useCall('GET /flares/{id}/report', { params: { id } }, { enabled: isReady });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={400} />;
  return (
    <div className="fl-flare">
      <header>
        {data.ticket !== null && (
          <a href={`${location.pathname.replace(/\/flares\/.*/, '')}/tickets/${data.ticket}`}>
            {words.t('flare.ticket', { number: data.ticket })}
          </a>
        )}
        <h1>{data.name}</h1>
        <p>{[data.kind && words.t(`flare.kind.${data.kind}`), flareFacts(data), words.bytes(data.bytes)].filter(Boolean).join(' · ')}</p>
      </header>
      {!isReady && <p role="status">{words.t(data.state === 'failed' ? 'flare.failed' : 'flare.reading')}</p>}
      {report.error && <ProblemNote error={report.error} again={() => void report.refetch()} />}
      {report.data && (
        <>
          {report.data.findings.length > 0 && <Findings findings={report.data.findings} go={go} />}
          <Report report={report.data} masked={data.masked} go={go} />
        </>
      )}
      {isReady && <Files flare={id} place={place} go={go} />}
    </div>
  );
}

function Findings({ findings, go }: { findings: readonly FlareFinding[]; go: Go }) {
  const words = useWords();
  return (
    <section aria-label={words.t('flare.findings')} className="fl-flare-findings">
      <h2>{words.t('flare.findings')}</h2>
      <ul>
        {findings.map((finding, index) => (
          // The same rule may find several things.
          <li key={`${finding.rule} ${index}`} data-severity={finding.severity}>
            <b>
              <span className="fl-flare-severity">{words.t(`flare.severity.${finding.severity}`)}</span> {words.named(finding.title)}
            </b>
            {finding.advice && <p>{words.named(finding.advice)}</p>}
            {finding.quote && <code>{finding.quote}</code>}
            <p className="fl-flare-where">
              {finding.file && (
                <button type="button" onClick={() => go({ path: finding.file, line: finding.line || null })}>
                  {finding.file}
                  {finding.line > 0 && `:${finding.line}`}
                </button>
              )}
              {finding.count > 1 && <span>{words.t('flare.times', { count: finding.count })}</span>}
              <span>{words.t(`flare.sure.${finding.sure}`)}</span>
              {finding.link && (
                <a href={finding.link} target="_blank" rel="noreferrer">
                  {words.t('flare.more')}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Report({ report, masked, go }: { report: FlareReport; masked: number; go: Go }) {
  const words = useWords();
  return (
    <details className="fl-flare-report">
      <summary>{words.t('flare.report', { masked, left: report.left.length })}</summary>
      <p>{words.t('flare.report.about')}</p>
      {report.masks.length > 0 && (
        <ul>
          {report.masks.map(({ rule, count }) => (
            <li key={rule}>
              <code>{rule}</code> · {count}
              <span className="fl-flare-places">
                {report.places
                  .filter((p) => p.rule === rule)
                  .slice(0, mostPlaces)
                  .map(({ path, line }, index) => (
                    <button key={`${path} ${line} ${index}`} type="button" onClick={() => go({ path, line })}>
                      {path}:{line}
                    </button>
                  ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {report.left.length > 0 && (
        <>
          <h3>{words.t('flare.left')}</h3>
          <ul>
            {report.left.map(({ path, why }, index) => (
              <li key={`${path} ${index}`}>
                {path} · {words.t(`flare.left.${why}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      {report.ended && <p>{words.t('flare.ended')}</p>}
    </details>
  );
}

const mostPlaces = 12;

function Files({ flare, place, go }: { flare: string; place: FlarePlace; go: Go }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [regex, setRegex] = useState(false);
  const [q] = useDebouncedValue(typed.trim(), 250);
  const { data, error, refetch } = useCall('GET /flares/{id}/files', { params: { id: flare } });
  const found = useCall(
    'GET /flares/{id}/search',
    { params: { id: flare }, query: { q, regex: regex ? 'true' : 'false' } },
    { enabled: q.length > 1, placeholderData: keepPreviousData, retry: false },
  );
  const searching = q.length > 1;
  return (
    <div className="fl-flare-bench">
      <nav aria-label={words.t('flare.files')}>
        <TextInput
          type="search"
          aria-label={words.t('flare.search')}
          placeholder={words.t('flare.search')}
          value={typed}
          error={searching && found.error ? words.t('flare.search_failed') : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Checkbox size="xs" label={words.t('flare.regex')} checked={regex} onChange={(event) => setRegex(event.currentTarget.checked)} />
        {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />)}
        {searching ? (
          <div aria-live="polite">
            {found.data && <p>{words.t(found.data.more ? 'flare.hits_more' : 'flare.hits', { count: found.data.hits.length })}</p>}
            <ul className="fl-flare-hits">
              {found.data?.hits.map(({ path, line, text }) => (
                <li key={`${path} ${line}`}>
                  <button type="button" onClick={() => go({ path, line })}>
                    <span>
                      {path}:{line}
                    </span>
                    <code>{text}</code>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ) : (
          data && <Tree files={data.files} open={place.path} go={go} />
        )}
      </nav>
      {place.path ? <Lines key={place.path} flare={flare} path={place.path} line={place.line} go={go} /> : <p>{words.t('flare.choose')}</p>}
    </div>
  );
}

interface Folder {
  name: string;
  path: string;
  folders: Map<string, Folder>;
  files: FlareFile[];
}

function treeOf(files: readonly FlareFile[]): Folder {
  const root: Folder = { name: '', path: '', folders: new Map(), files: [] };
  for (const file of files) {
    let here = root;
    for (const name of file.path.split('/').slice(0, -1)) {
      let next = here.folders.get(name);
      if (!next)
        here.folders.set(name, (next = { name, path: here.path === '' ? name : `${here.path}/${name}`, folders: new Map(), files: [] }));
      here = next;
    }
    here.files.push(file);
  }
  // One folder around everything says nothing.
  while (root.files.length === 0 && root.folders.size === 1) {
    const [only] = root.folders.values();
    return only!;
  }
  return root;
}

function Tree({ files, open, go }: { files: readonly FlareFile[]; open: string | null; go: Go }) {
  const tree = useMemo(() => treeOf(files), [files]);
  return <Branch folder={tree} open={open} go={go} />;
}

function Branch({ folder, open, go }: { folder: Folder; open: string | null; go: Go }) {
  const words = useWords();
  return (
    <ul className="fl-flare-tree">
      {[...folder.folders.values()].map((inner) => (
        <li key={inner.path}>
          <details open={open?.startsWith(`${inner.path}/`) || undefined}>
            <summary>{inner.name}</summary>
            <Branch folder={inner} open={open} go={go} />
          </details>
        </li>
      ))}
      {folder.files.map((file) => (
        <li key={file.path}>
          <button type="button" aria-current={file.path === open || undefined} onClick={() => go({ path: file.path, line: null })}>
            {file.path.split('/').at(-1)} <small>{words.bytes(file.bytes)}</small>
            {file.masked > 0 && <small> · {words.t('flare.masked', { count: file.masked })}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

const page = 400;

/** Lines of one file around the one that is asked for. */
function Lines({ flare, path, line, go }: { flare: string; path: string; line: number | null; go: Go }) {
  const words = useWords();
  const [from, setFrom] = useState(() => Math.max(1, (line ?? 1) - 20));
  const { data, error, refetch } = useCall(
    'GET /flares/{id}/text',
    { params: { id: flare }, query: { path, from, count: page } },
    { placeholderData: keepPreviousData },
  );
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (line !== null) setFrom((at) => (line >= at && line < at + page ? at : Math.max(1, line - 20)));
  }, [line]);
  useEffect(() => {
    const at = marked.current;
    // Within its own frame: what stands above the lines stays where it is.
    at?.parentElement?.scrollTo({ top: at.offsetTop - at.parentElement.clientHeight / 3 });
  }, [data, line]);
  return (
    <section className="fl-flare-lines" aria-label={path}>
      <h2>{path}</h2>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={300} />)}
      {from > 1 && (
        <Button variant="default" size="xs" onClick={() => setFrom(Math.max(1, from - page))}>
          {words.t('flare.earlier')}
        </Button>
      )}
      {/* Its lines scroll sideways together. */}
      <ol start={from} tabIndex={0}>
        {data?.lines.map((text, index) => {
          const number = from + index;
          return (
            <li key={number} ref={number === line ? marked : undefined} data-line={number === line || undefined}>
              <button type="button" aria-label={words.t('flare.line', { line: number })} onClick={() => go({ path, line: number })}>
                {number}
              </button>
              <code>{text}</code>
            </li>
          );
        })}
      </ol>
      {data && from + page <= data.total && (
        <Button variant="default" size="xs" onClick={() => setFrom(from + page)}>
          {words.t('flare.later')}
        </Button>
      )}
      {data?.total === 0 && <p>{words.t('flare.empty')}</p>}
    </section>
  );
}
