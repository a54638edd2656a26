import type { FlareRequest, FlareService } from '@fairlead/contract';
import { newId } from '@fairlead/client';
import { useAct, useCall, useWords } from '@fairlead/ui';
import { NativeSelect, Radio, Skeleton, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';
import { RefusedNote } from '../../shared/refused.tsx';

/** Milliseconds: services come and go, and do as they are asked while one looks. */
const again = 3_000;
const lengths = [0, 60, 300, 900] as const;

/** Asks a service of the customer's, which polls the desk, for a flare to this request. */
export function AskService({ thread }: { thread: string }) {
  const words = useWords();
  return (
    <OpensDialog label={words.t('ask_flare.open')} title={words.t('ask_flare.open')}>
      {(close) => <Services thread={thread} close={close} />}
    </OpensDialog>
  );
}

function Services({ thread, close }: { thread: string; close: () => void }) {
  const words = useWords();
  const { data, error } = useCall('GET /threads/{id}/flare-services', { params: { id: thread } }, { refetchInterval: again });
  if (!data) return error ? <RefusedNote error={error} /> : <Skeleton height={160} />;
  return (
    <div className="dialog">
      {data.requests.length > 0 && <Requests requests={data.requests} />}
      {data.services.length === 0 ? (
        <>
          <p>{words.t('ask_flare.none')}</p>
          <pre tabIndex={0}>{`DD_TRACE_AGENT_URL=${location.origin}\nDD_TAGS=flare_key:KEY`}</pre>
        </>
      ) : (
        <Ask thread={thread} services={data.services} close={close} />
      )}
    </div>
  );
}

function Requests({ requests }: { requests: readonly FlareRequest[] }) {
  const words = useWords();
  return (
    <ul className="ask-flare-requests" aria-live="polite">
      {requests.map(({ id, service, state, error, asked }) => (
        <li key={id} data-state={state}>
          <b>{service}</b> {words.t(`ask_flare.state.${state}`)} <span className="row-dim">{words.time(asked)}</span>
          {error && <div className="row-dim">{error in troubles ? words.t(troubles[error as keyof typeof troubles]) : error}</div>}
        </li>
      ))}
    </ul>
  );
}

/** What the desk itself says of a flare that it could not take; other words are the service's. */
const troubles = { too_large: 'refusal.too_large', unavailable: 'refusal.unavailable', refused: 'flare.failed' } as const;

function Ask({ thread, services, close }: { thread: string; services: readonly FlareService[]; close: () => void }) {
  const words = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [seconds, setSeconds] = useState<number>(60);
  // One that was chosen may be gone.
  const service = services.find((s) => s.id === chosen) ?? services[0]!;
  const ask = useAct('POST /threads/{id}/flare-requests');
  const submit = async () => {
    const made = await ask.mutateAsync({ params: { id: thread }, body: { id: newId(), service: service.id, seconds } }).catch(() => null);
    if (!made) return;
    notifications.show({ message: words.t('ask_flare.done', { service: service.service }) });
    close();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack>
        <Radio.Group label={words.t('ask_flare.service')} value={service.id} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {services.map((one) => (
              <Radio
                key={one.id}
                value={one.id}
                label={[one.service, one.env, one.version].filter(Boolean).join(' · ')}
                description={words.t('ask_flare.tracer', { language: one.language, version: one.tracer, seen: words.time(one.seen) })}
              />
            ))}
          </Stack>
        </Radio.Group>
        <NativeSelect
          label={words.t('ask_flare.length')}
          description={words.t('ask_flare.length_about')}
          value={String(seconds)}
          onChange={(event) => setSeconds(Number(event.currentTarget.value))}
          data={lengths.map((length) => ({ value: String(length), label: words.t('ask_flare.minutes', { minutes: length / 60 }) }))}
        />
      </Stack>
      <DialogEnd error={ask.error} busy={ask.isPending} action={words.t('ask_flare.do')} close={close} />
    </form>
  );
}
