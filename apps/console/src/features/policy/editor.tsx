import { Refused } from '@fairlead/client';
import type { CallReply } from '@fairlead/contract';
import { ProblemNote, useAct, useWords } from '@fairlead/ui';
import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { CodeEditor, type CodeEditorHandle } from './code-editor.tsx';
import { type Draft, longestPolicy } from './draft.ts';
import type { Checks } from './faults.ts';
import { Moved } from './moved.tsx';
import { Why } from './why.tsx';

interface Props {
  policy: CallReply<'GET /policy'>;
  draft: Draft;
  checks: Checks;
  mayChange: boolean;
}

/** The policy's text, what is wrong with it, and the way to put it in force. */
export function Editor({ policy, draft, checks, mayChange }: Props) {
  const words = useWords();
  const queries = useQueryClient();
  const code = useRef<CodeEditorHandle>(null);
  const faultsId = useId();
  const [saving, setSaving] = useState(false);
  const adopt = useAct('PUT /policy');
  const { faults } = checks;

  const save = () => (faults[0] ? code.current?.toLine(faults[0].line) : setSaving(true));
  const put = (why: string) =>
    adopt.mutate(
      { body: { yaml: draft.yaml, why, base: draft.base } },
      {
        onSuccess: (made) => {
          queries.setQueryData<Props['policy']>(['GET /policy', {}], { ...policy, ...made, yaml: draft.yaml });
          setSaving(false);
          notifications.show({ message: words.t('policy.saved', { version: made.version }) });
        },
        onError: (error) => {
          if (!(error instanceof Refused && error.code === 'policy_moved')) return;
          setSaving(false);
          void queries.invalidateQueries({ queryKey: ['GET /policy'] });
        },
      },
    );

  return (
    <section className="panel policy-editor" aria-label={words.t('policy.document')}>
      <header className="panel-top">
        <h2>{words.t('policy.document')}</h2>
        {draft.changed && <span className="fl-dim">{words.t('policy.unsaved')}</span>}
        <div className="actions">
          {mayChange && <Import take={draft.write} />}
          <Button size="xs" variant="default" onClick={() => exportFile(draft, policy.version)}>
            {words.t('policy.export')}
          </Button>
          {draft.changed && (
            <Button size="xs" variant="default" onClick={draft.drop}>
              {words.t('policy.drop')}
            </Button>
          )}
          {mayChange && (
            <Button size="xs" disabled={!draft.changed || draft.moved} onClick={save}>
              {words.t('policy.save')}
            </Button>
          )}
        </div>
      </header>
      {draft.moved && <Moved policy={policy} draft={draft} />}
      <CodeEditor
        value={draft.yaml}
        onChange={draft.write}
        readOnly={!mayChange}
        faults={faults}
        label={words.t('policy.document')}
        describedBy={faultsId}
        handle={code}
      />
      <footer className="faults">
        <ProblemNote error={checks.error} />
        <p id={faultsId} role="status" data-wrong={faults.length > 0}>
          {faults.length > 0
            ? words.t('policy.faults', { count: faults.length })
            : words.t(checks.checking ? 'policy.checking' : 'policy.sound')}
        </p>
        {faults.length > 0 && (
          <ol>
            {faults.map(({ line, path, message }) => (
              <li key={`${line} ${path} ${message}`}>
                <button type="button" onClick={() => code.current?.toLine(line)}>
                  <b>{words.t('policy.line', { line })}</b> {path && <code>{path}</code>} {message}
                </button>
              </li>
            ))}
          </ol>
        )}
      </footer>
      <Why
        opened={saving}
        close={() => setSaving(false)}
        title={words.t('policy.save_title')}
        text={words.t('policy.save_text')}
        action={words.t('policy.save_do')}
        busy={adopt.isPending}
        error={adopt.error}
        act={put}
      />
    </section>
  );
}

function Import({ take }: { take: (yaml: string) => void }) {
  const words = useWords();
  const read = async (file: File | null) => {
    if (!file) return;
    const yaml = (await file.text()).replaceAll('\r\n', '\n');
    if (yaml.length <= longestPolicy) take(yaml);
    else notifications.show({ color: 'red', message: words.t('refusal.too_large') });
  };
  return (
    <FileButton accept=".yaml,.yml" onChange={(file) => void read(file)}>
      {(props) => (
        <Button size="xs" variant="default" {...props}>
          {words.t('policy.import')}
        </Button>
      )}
    </FileButton>
  );
}

function exportFile(draft: Draft, version: number): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([draft.yaml], { type: 'application/yaml' }));
  link.download = `policy-v${version}${draft.changed ? '-draft' : ''}.yaml`;
  link.click();
  URL.revokeObjectURL(link.href);
}
