import type { FlareRules, FlareTrial } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Skeleton, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { RefusedNote } from '../../shared/refused.tsx';

const example = `rules:
  - id: pump.stuck
    files: ['*.log']
    match: 'pump (?<pump>\\d+) is stuck'
    severity: error
    title: Pump {pump} is stuck
    advice: Turn it.
secrets:
  - name: pump-badge
    pattern: 'badge-[0-9a-f]{12}'
allow:
  - '^EXAMPLE'
originals: destroy
`;

/** The vendor's own rules for flares, tried on a sample before they hold. */
export function Flares() {
  const { data, error, refetch } = useCall('GET /flare-rules', {});
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} mt="md" />;
  return <Editor key={data.version} rules={data} again={() => void refetch()} />;
}

function Editor({ rules, again }: { rules: FlareRules; again: () => void }) {
  const words = useWords();
  const [yaml, setYaml] = useState(rules.yaml || example);
  const [sample, setSample] = useState('');
  const [why, setWhy] = useState('');
  const put = useAct('PUT /flare-rules');
  const attempt = useAct('POST /flare-rules/trial');
  const submit = async () => {
    if (why.trim() === '') return;
    const done = await put.mutateAsync({ body: { yaml, why: why.trim(), base: rules.version } }).catch(() => null);
    if (!done) return;
    notifications.show({ message: words.t('settings.flare_rules.in_force') });
    again();
  };
  return (
    <div className="flare-rules">
      <p className="fl-dim">{words.t('settings.flare_rules.about')}</p>
      <Textarea
        label={words.t('settings.flare_rules')}
        classNames={{ input: 'mono' }}
        autosize
        minRows={12}
        maxRows={30}
        spellCheck={false}
        value={yaml}
        onChange={(event) => setYaml(event.currentTarget.value)}
      />
      <Textarea
        label={words.t('settings.flare_rules.sample')}
        classNames={{ input: 'mono' }}
        autosize
        minRows={4}
        maxRows={16}
        spellCheck={false}
        value={sample}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <Button
        variant="default"
        loading={attempt.isPending}
        disabled={sample.trim() === ''}
        onClick={() => attempt.mutate({ body: { yaml, sample } })}
      >
        {words.t('settings.flare_rules.try')}
      </Button>
      <RefusedNote error={attempt.error} />
      {attempt.data && <Tried trial={attempt.data} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextInput
          label={words.t('settings.flare_rules.why')}
          required
          maxLength={300}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <RefusedNote error={put.error} />
        <Button type="submit" loading={put.isPending}>
          {words.t('settings.flare_rules.put')}
        </Button>
      </form>
      {rules.versions.length > 0 && (
        <details>
          <summary>{words.t('settings.flare_rules.versions')}</summary>
          <ul>
            {rules.versions.map(({ version, by, made, why: reason, yaml: text }) => (
              <li key={version}>
                {words.t('settings.flare_rules.version', { version, by, when: words.time(made), why: reason })}{' '}
                <button type="button" className="quiet" onClick={() => setYaml(text)}>
                  {words.t('settings.flare_rules.take')}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** What the rules make of the sample. */
function Tried({ trial: { text, masks, findings } }: { trial: FlareTrial }) {
  const words = useWords();
  const masked = masks.map(({ rule, count }) => `${rule} × ${count}`).join(', ');
  return (
    <section aria-live="polite">
      {masks.length + findings.length === 0 && <p>{words.t('settings.flare_rules.nothing')}</p>}
      {masks.length > 0 && <p>{words.t('settings.flare_rules.masked', { what: masked })}</p>}
      {findings.length > 0 && (
        <>
          <h3>{words.t('settings.flare_rules.found')}</h3>
          <ul>
            {findings.map(({ rule, title, advice, line }, index) => (
              <li key={`${rule} ${index}`}>
                {words.named(title)}
                {advice && `: ${words.named(advice)}`} <span className="fl-dim">{line > 0 && `:${line}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <pre className="mono" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
