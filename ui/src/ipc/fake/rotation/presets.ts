// Presets of the in-memory host, as texts.

interface Line {
  id: string;
  match: string;
  age: string;
  reason: string;
  source: string;
  /** A comment above the rule. */
  note?: string;
}

const LINES: Line[] = [
  { id: "configuration", match: 'kinds = ["configuration"]', age: '"none"', reason: "Configuration is not secret.", source: "classification" },
  { id: "break-glass", match: 'kinds = ["break_glass"]', age: "365", reason: "Yearly, and after each use.", source: "Django and ECS guide, article", note: "After each use the value is rotated by a task, not by this date." },
  { id: "databases", match: 'kinds = ["database_password", "database_admin", "connection_string"]', age: "90", reason: "30 days once rotation is automatic.", source: "production guide, patterns guide", note: "The guides say 7 to 90 days. 90 is what rotation by hand can hold." },
  { id: "api-keys", match: 'kinds = ["api_key", "registry_token"]', age: "90", reason: "180 days only where scoped, expiring and not critical.", source: "patterns guide" },
  { id: "service-tokens", match: 'kinds = ["service_token"]', age: "90", reason: "Static tokens live as long as keys; dynamic ones have no date.", source: "Django and ECS guide" },
  { id: "ci", match: 'kinds = ["ci_secret"]', age: "90", reason: "Quarterly, until OIDC replaces it.", source: "production guide" },
  { id: "sessions", match: 'kinds = ["session_key", "webhook_secret"]', age: "180", reason: "With a fall-back list, so that sessions live on.", source: "Django and ECS guide" },
  { id: "signing", match: 'kinds = ["jwt_signing_key"]', age: "{ versioned = 365 }", reason: "A version is added; the key is never replaced in place.", source: "skill" },
  { id: "oauth-clients", match: 'kinds = ["oauth_client_secret"]', age: "365", reason: "Yearly.", source: "production guide" },
  { id: "ssh", match: 'kinds = ["ssh_key"]', age: "365", reason: "And when its holder changes.", source: "proposed here" },
  { id: "certificates", match: 'kinds = ["tls_private_key"]', age: "{ share_of_life = { alert = { days = 30, part = 3 }, critical = { days = 7, part = 10 } } }", reason: "Alert at 30 days or a third of its life.", source: "production guide" },
  { id: "rest", match: "default = true", age: "365", reason: "Older than a year counts as compromised.", source: "production guide" },
];

const STRICT: Record<string, number> = { "break-glass": 180, databases: 30, "api-keys": 90, "service-tokens": 30, ci: 60, sessions: 90, signing: 180, "oauth-clients": 180, ssh: 180, rest: 180 };
const PATTERNS: Record<string, number> = { databases: 30, "api-keys": 60, "service-tokens": 90 };

function write(name: string, description: string, days: Record<string, number> = {}): string {
  const rules = LINES.map(({ id, match, age, reason, source, note }) => {
    const own = days[id] === undefined ? age : age.replace(/\d+/u, String(days[id]));
    return `${note ? `# ${note}\n` : ""}[[rule]]\nid = "${id}"\n${match}\nage = ${own}\nreason = "${reason}"\nsource = "${source}"\n`;
  });
  return `schema = 1\nname = "${name}"\ndescription = "${description}"\ntime_zone = "UTC"\n\n${rules.join("\n")}`;
}

/** The presets: name, what it is, text. */
export const PRESETS: readonly { name: string; description: string; text: string }[] = [
  { name: "balanced", description: "What the guides agree on, and the longer number where they do not.", text: write("balanced", "What the guides agree on, and the longer number where they do not.") },
  { name: "strict", description: "The shortest number of each guide.", text: write("strict", "The shortest number of each guide.", STRICT) },
  { name: "patterns guide", description: "30 to 90 days by policy, as the patterns guide has it.", text: write("patterns guide", "30 to 90 days by policy, as the patterns guide has it.", PATTERNS) },
];
