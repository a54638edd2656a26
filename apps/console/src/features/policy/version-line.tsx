import type { PolicyVersion } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';

/** Which version it is, who made it, when and why. */
export function VersionLine({ version }: { version: PolicyVersion }) {
  const words = useWords();
  const { version: number, made, made_by, why, from_version } = version;
  const name = <b>{words.t('policy.version', { version: number })}</b>;
  if (number === 0) return <p className="version">{name}</p>;
  return (
    <p className="version">
      {name}
      <span>
        {made_by && `${made_by} · `}
        <time dateTime={made}>{words.time(made)}</time>
      </span>
      {from_version !== null && <span>{words.t('policy.from_version', { version: from_version })}</span>}
      <q>{why}</q>
    </p>
  );
}
