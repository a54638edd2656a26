const browsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\biPhone|\biPad/, 'iOS'],
  [/\bAndroid (\d+)/, 'Android'],
  [/\bWindows NT/, 'Windows'],
  [/\bMac OS X/, 'macOS'],
  [/\bCrOS/, 'ChromeOS'],
  [/\bLinux/, 'Linux'],
];

/** What a person would call the browser that calls itself so, like `Firefox 144 · Linux`; one that nobody knows keeps its own words. */
export function browserName(userAgent: string): string {
  const name = (known: [RegExp, string][]) => {
    for (const [pattern, called] of known) {
      const found = pattern.exec(userAgent);
      if (found) return found[1] ? `${called} ${found[1]}` : called;
    }
    return undefined;
  };
  const browser = name(browsers);
  return browser ? [browser, name(systems)].filter(Boolean).join(' · ') : userAgent;
}
