/** What stands where a secret would, and is none: a reference to one, a mask, a word of the language. */

const words = new Set(
  `true false null none nil undefined yes no on off enabled disabled required optional default unset empty n/a na unknown string integer int
  number boolean bool object array bytes text example changeme_here redacted hidden masked removed omitted secret password token key value
  your_password your_api_key your_token yes/no prompt ask stdin ok failed invalid expired missing valid success error denied present absent
  sha256 sha512 md5 bcrypt plain basic bearer digest ldap oauth2 pam kerberos jwt hs256 rs256 es256 refresh access id`.split(/\s+/),
);

const references = [
  /^\$\{[^}]*\}$/,
  /^\$\(.*\)$/s,
  /^\$[A-Za-z_]\w*$/,
  /^%[\w.]+%$/,
  /^%\([\w.]+\)s$/,
  /^%\w$/,
  /^\{\{.*\}\}$/s,
  /^\{[\w.]*\}$/,
  /^<%.*%>$/s,
  /^<[^<>]{1,60}>$/,
  /^ENC\[.*\]$/s,
  /^!\w+(?:\s+\S+)?$/,
  /^env:[A-Z_][A-Z\d_]*$/,
  /^(?:vault|file|secret|op|ref|sops|keyvault|ssm|awssm|gcpsm):\/\//i,
  /^vault:[\w./-]+[#:][\w-]+$/,
  /^arn:aws[\w-]*:(?:secretsmanager|ssm|kms|iam)/,
  /^@Microsoft\.KeyVault\(/,
  /^(?:process\.env|os\.environ|System\.getenv|ENV\[)/,
  // A path: a secret in base64 may begin with a slash, too.
  /^\/(?:etc|var|run|opt|home|usr|mnt|tmp|srv|root|app|data|secrets|proc|sys|dev|bin|lib|Users|Volumes|Library)(?:\/[\w.~ -]+)*\/?$/,
  /^(?:\.{1,2}\/|~\/|[A-Za-z]:\\)[\w./\\ ~-]*$/,
];

/** Masked already, by whoever made the bundle or by us. */
const mask = /^[*xX•#.\-_?]{3,}$|\*{4,}|^MASKED_[a-z0-9-]+_[0-9a-f]{8}$|^-{2,}SCRUBBED|^\[?(?:redacted|filtered|hidden|scrubbed)\b/i;

/** Whether a value that a name calls secret is none after all. */
export function isHarmless(value: string, name: string): boolean {
  const bare = value.trim().replace(/[,;]$/, '');
  if (bare.length < 2 || words.has(bare.toLowerCase()) || mask.test(bare)) return true;
  if (references.some((reference) => reference.test(bare))) return true;
  // `tokens=128`, `pass: 12`: a count. Of a password digits are digits of it.
  return /^[\d.,%]{1,9}$/.test(bare) && !/passw|passphrase|pwd|secret|otp/i.test(name);
}
