import { newId } from '@fairlead/client';
import type { Scope, Token } from '@fairlead/contract';
import { Button, Checkbox, CopyButton, Modal, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct, useCall } from './desk.tsx';
import { ProblemNote } from './problem.tsx';
import { useLanguage, useWords } from './root.tsx';
import './access.css';

const lives = [30, 90, 365, 730] as const;

/** Tokens of programs: one's own, and for administrators those of services. A secret is shown once, when it is made. */
export function AccessTokens({ offered, services = false }: { offered: readonly Scope[]; services?: boolean }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /tokens', {});
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useAct('DELETE /tokens/{id}');
  const again = () => void refetch();
  return (
    <div className="fl-access">
      <header>
        <h1>{words.t('access.title')}</h1>
        <Button onClick={() => setMaking(true)}>{words.t('access.make')}</Button>
      </header>
      <p className="fl-access-about">
        {words.t('access.about')} <a href="/api/reference">{words.t('access.reference')}</a>
      </p>
      {!data && <ProblemNote error={error} again={again} />}
      {data?.tokens.length === 0 && <p className="fl-access-none">{words.t('access.none')}</p>}
      <ul>
        {data?.tokens.map((token) => (
          <Row key={token.id} token={token} revoke={() => setRevoking(token)} />
        ))}
      </ul>
      <Modal
        opened={making}
        onClose={() => setMaking(false)}
        title={words.t('access.make')}
        closeButtonProps={{ 'aria-label': words.t('access.close') }}
      >
        {making && (
          <Make
            offered={offered}
            known={services ? (data?.tokens ?? []) : null}
            close={() => {
              setMaking(false);
              again();
            }}
          />
        )}
      </Modal>
      <Modal
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={words.t('access.revoke')}
        closeButtonProps={{ 'aria-label': words.t('access.close') }}
      >
        {revoking && (
          <Revoke
            text={words.t('access.revoke_text', { name: revoking.name })}
            revoke={() => revoke.mutateAsync({ params: { id: revoking.id } })}
            close={() => {
              setRevoking(null);
              again();
            }}
          />
        )}
      </Modal>
    </div>
  );
}

function Row({ token, revoke }: { token: Token; revoke: () => void }) {
  const words = useWords();
  const [language] = useLanguage();
  const day = (at: string) => new Date(at).toLocaleDateString(language, { dateStyle: 'medium' });
  return (
    <li>
      <div>
        <b>{token.name}</b>
        <span>
          {token.service && `${words.t('access.of_service', { name: token.service.name })} · `}
          {token.scopes.map((scope) => words.t(`scope.${scope}`)).join(', ')}
        </span>
        <span>
          {words.t('access.until', { day: day(token.expires) })}
          {' · '}
          {token.used ? words.t('access.used', { day: day(token.used) }) : words.t('access.unused')}
        </span>
      </div>
      <Button variant="default" size="xs" onClick={revoke} aria-label={words.t('access.revoke_named', { name: token.name })}>
        {words.t('access.revoke')}
      </Button>
    </li>
  );
}

/** Each service once, under the name of its newest token. */
const servicesOf = (tokens: readonly Token[]) => [
  ...new Map(tokens.flatMap((t) => (t.service ? [[t.service.id, t.service]] : []))).values(),
];

/** `known`: the tokens among which services are named; null for who makes only their own. */
function Make({ offered, known, close }: { offered: readonly Scope[]; known: readonly Token[] | null; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => newId());
  const [fresh] = useState(() => newId());
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(['tickets:read']);
  const [days, setDays] = useState<number>(365);
  const [whose, setWhose] = useState<'mine' | 'service'>('mine');
  const [service, setService] = useState('');
  const [serviceName, setServiceName] = useState('');
  const [tried, setTried] = useState(false);
  const make = useAct('POST /tokens');
  const services = servicesOf(known ?? []);
  const named = services.find((s) => s.id === service) ?? { id: fresh, name: serviceName.trim() };
  const forService = known !== null && whose === 'service';
  const missing = { name: name.trim() === '', service: forService && named.name === '', scopes: chosen.length === 0 };
  if (make.data) return <Secret secret={make.data.secret} close={close} />;
  const submit = () => {
    setTried(true);
    if (missing.name || missing.service || missing.scopes) return;
    make.mutate({ body: { id, name: name.trim(), scopes: chosen, days, service: forService ? named : null } });
  };
  return (
    <form
      className="fl-access-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        data-autofocus
        label={words.t('access.name')}
        description={words.t('access.name_hint')}
        required
        maxLength={200}
        value={name}
        error={tried && missing.name && words.t('access.name_missing')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {known && (
        <Radio.Group label={words.t('access.whose')} value={whose} onChange={(value) => setWhose(value)}>
          <div className="fl-access-choices">
            <Radio value="mine" label={words.t('access.mine')} />
            <Radio value="service" label={words.t('access.service')} />
          </div>
        </Radio.Group>
      )}
      {forService && services.length > 0 && (
        <NativeSelect
          label={words.t('access.which')}
          value={service}
          data={[{ value: '', label: words.t('access.new_service') }, ...services.map((s) => ({ value: s.id, label: s.name }))]}
          onChange={(event) => setService(event.currentTarget.value)}
        />
      )}
      {forService && service === '' && (
        <TextInput
          label={words.t('access.service_name')}
          required
          maxLength={200}
          value={serviceName}
          error={tried && missing.service && words.t('access.name_missing')}
          onChange={(event) => setServiceName(event.currentTarget.value)}
        />
      )}
      <Checkbox.Group
        label={words.t('access.scopes')}
        value={chosen}
        error={tried && missing.scopes && words.t('access.scopes_missing')}
        onChange={(values) => setChosen(values)}
      >
        <div className="fl-access-choices">
          {offered.map((scope) => (
            <Checkbox key={scope} value={scope} label={words.t(`scope.${scope}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={words.t('access.life')}
        value={String(days)}
        data={lives.map((n) => ({ value: String(n), label: words.t('access.days', { count: n }) }))}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      />
      <ProblemNote error={make.error} />
      <div className="fl-access-end">
        <Button variant="default" onClick={close}>
          {words.t('access.cancel')}
        </Button>
        <Button type="submit" loading={make.isPending}>
          {words.t('access.make')}
        </Button>
      </div>
    </form>
  );
}

/** A secret that is shown this once. */
export function Secret({ secret, close }: { secret: string; close: () => void }) {
  const words = useWords();
  return (
    <div className="fl-access-form">
      <p role="status">{words.t('access.once')}</p>
      <code className="fl-access-secret">{secret}</code>
      <div className="fl-access-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} data-autofocus>
              {words.t(copied ? 'access.copied' : 'access.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>{words.t('access.done')}</Button>
      </div>
    </div>
  );
}

/** Asks once more before something is revoked, which cannot be undone. */
export function Revoke({ text, revoke, close }: { text: string; revoke: () => Promise<unknown>; close: () => void }) {
  const words = useWords();
  const revoking = useMutation({ mutationFn: revoke, onSuccess: close });
  return (
    <div className="fl-access-form">
      <p>{text}</p>
      <ProblemNote error={revoking.error} />
      <div className="fl-access-end">
        <Button variant="default" onClick={close}>
          {words.t('access.cancel')}
        </Button>
        <Button color="red" data-autofocus loading={revoking.isPending} onClick={() => revoking.mutate()}>
          {words.t('access.revoke')}
        </Button>
      </div>
    </div>
  );
}
