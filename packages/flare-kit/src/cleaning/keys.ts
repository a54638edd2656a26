/** Which names say that what they name is secret: by their words, so that `compass` and `keyboard` say nothing. */

/** The words of a name as it is written in code, configuration and headers. */
export const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);

/** Words that say it alone. */
const secret = new Set(
  `password passwords passwd passwort pwd pswd pass passphrase passcode passkey secret secrets secretkey token tokens accesstoken authtoken
  apitoken refreshtoken idtoken sessiontoken apikey apikeys appkey authkey accesskey secretaccesskey privatekey privkey encryptionkey signingkey
  masterkey sharedkey hostkey licensekey cookie cookies setcookie credential credentials cred creds authorization jwt bearer sessionid sessid
  psk otp totp webhookurl dsn userpassword rootpassword dbpassword dbpass mysqlpwd pgpassword awssecret clientsecret`.split(/\s+/),
);
/** Words that say it before `key` or `keys`. */
const beforeKey = new Set(
  `api app application access account auth authentication private priv privacy encryption signing master shared service storage license
  websocket ssh hmac aes write session flare`.split(/\s+/),
);
/** Others that say it together, in this order. */
const pairs: [string, string][] = [
  ['license', 'id'],
  ['session', 'id'],
  ['community', 'string'],
  ['community', 'strings'],
  ['webhook', 'url'],
];
/** Words that say it where they are all of the name. */
const alone = new Set(['auth', 'community']);

const saidTogether = (one: string | undefined, next: string) =>
  one !== undefined && ((/^keys?$/.test(next) && beforeKey.has(one)) || pairs.some(([a, b]) => a === one && b === next));

/** What such a name may go on with, and then names something that is no secret: its file, its length, its policy. */
const about = new Set(
  `file files path paths domain dir directory url uri endpoint host port name names username user ref reference id ids type types kind count counts
  length len size limit limits max min ttl expiry expires expiration expired expire age timeout interval policy policies rotation rotate
  enabled enable disabled required require allowed prompt hint strength version field fields column format algorithm alg method mode issuer
  audience scope scopes manager provider store backend source prefix suffix header bucket budget usage used per rate cost total input output
  validation validator check checker reset change changed changes updated created encoding env var variable arn map mount
  volume namespace cache class handler service server client filter authentication configured set exists present status state generator
  review reviews request requests window label title bytes in out limiter secs seconds ms millis`.split(/\s+/),
);

const judged = new Map<string, boolean>();
const mostJudged = 5_000;

/** Whether what stands under this name is secret. */
export function saysSecret(name: string): boolean {
  let says = judged.get(name);
  if (says === undefined) {
    says = judge(name);
    if (judged.size >= mostJudged) judged.clear();
    judged.set(name, says);
  }
  return says;
}

function judge(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || words.length > 12) return false;
  // `webhook_url` and `session_id` are said whole.
  if (saidTogether(words.at(-2), last)) return !(isPublic(words) && last === 'key');
  if (about.has(last)) return false;
  if (words.some((word, at) => secret.has(word) || saidTogether(words[at - 1], word))) return true;
  return words.length === 1 && alone.has(last);
}

/** A public key is one. */
const isPublic = (words: readonly string[]) => words.includes('public') || words.includes('pub');
