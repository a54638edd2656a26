import { type FlarePlace, FlareView } from '@fairlead/ui';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

/** One flare; where in it one is stands in the address, so that a line can be linked to. */
export function FlarePage() {
  const { flare: id } = useParams({ from: '/members/flares/$flare' });
  const { path = null, line } = useSearch({ from: '/members/flares/$flare' });
  const navigate = useNavigate();
  const go = (to: FlarePlace) =>
    void navigate({
      to: '/flares/$flare',
      params: { flare: id },
      search: { ...(to.path ? { path: to.path } : {}), ...(to.line ? { line: String(to.line) } : {}) },
      resetScroll: false,
    });
  return <FlareView id={id} place={{ path, line: line ? Number(line) : null }} go={go} />;
}
