import { useEffect, useState } from 'react';

/** True once something has been so for a while: a socket that comes back within a moment is no news to anybody. */
export function useLasting(so: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!so) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [so, ms]);
  return so && lasts;
}
