/** What the commands are and take: apart from them, so that each begins with no more than it needs. */

export const ticketUsage = `  fairlead ticket list [--view VIEW] [--search WORDS] [--state unsolved|solved|any] [--limit N] [--json]
  fairlead ticket show NUMBER [--json]                        a ticket and what was said in it
  fairlead ticket create --subject TEXT --area AREA [--text TEXT] [--about KIND,KIND] [--customer ADDRESS] [--id UUID] [--json]
      without --text it is read from standard input; staff and services say whose ticket it is
  fairlead ticket reply NUMBER [--text TEXT] [--note] [--json]
  fairlead ticket close NUMBER [--json]                       staff close it; a customer says that theirs is solved
      at the desk FAIRLEAD_DESK (or --desk URL), by the token FAIRLEAD_TOKEN`;

const channelsUsage = `  fairlead channels [--policy FILE] [--at INSTANT] [--plan PLAN] [--language en|ko|ja] [--hipaa] [--site SITE] [--about KIND,KIND] [--sales] [--json]
      what a customer would be told, by a policy's file or by the shipped policy
  fairlead channels --desk URL [--about KIND,KIND] [--area AREA] [--text WORDS] [--sales] [--json]
      what the customer whose session FAIRLEAD_TOKEN is would be told by a desk now`;

export const helpUsage = `  fairlead help import FOLDER                                 articles from Markdown with front matter and its pictures, published as they are
  fairlead help export FOLDER                                 the same back, byte for byte where nothing was changed here
      a folder ko/ or ja/ holds translations; at the desk FAIRLEAD_DESK (or --desk URL), by the token FAIRLEAD_TOKEN`;

export const flareUsage = `  fairlead flare collect [PLAN.yaml] [--out FILE.tar.gz]      gathers files, outputs of commands, logs; cleaned of secrets
  fairlead flare check BUNDLE [--rules FOLDER]                what is in a bundle, what would be masked, and what is wrong
  fairlead flare clean BUNDLE --out FILE.tar.gz               the same bundle without its secrets
  fairlead flare send BUNDLE --email ADDRESS [--case NUMBER]  cleans it and sends it; without a number it opens a ticket
      at the desk FAIRLEAD_DESK (or --desk URL), by the key FAIRLEAD_FLARE_KEY, through HTTPS_PROXY if there is one; cut off, the
      same again goes on where it was. --rules: YAML of your own beside the desk's`;

export const usage = `Usage:
  fairlead serve                                              run the desk
  fairlead user --email ADDRESS --name NAME --role ROLE       add staff; prints their password
      ROLE: engineer, specialist, sales, lead or administrator
${ticketUsage}
${channelsUsage}
${helpUsage}
${flareUsage}

Settings come from the environment: see docs/operating/settings.md.`;
