// A plain reading of the filter for the in-memory host: bare words and the commoner fields. The real language lives in
// Rust; this only has to be near enough for the window to be worked on.
import type { CommandError, RowDue, SecretRow } from "../bindings";

type Test = (row: SecretRow) => boolean;

const TEXT: Record<string, (row: SecretRow) => (string | null)[]> = {
  name: (r) => [r.name],
  account: (r) => [r.account, r.account_name],
  region: (r) => [r.region],
  kind: (r) => [r.kind],
  env: (r) => [r.environment],
  service: (r) => [r.service],
  owner: (r) => [r.owner],
  rotation: (r) => [r.rotation],
  key: (r) => [r.key, r.key_alias],
};
const STATES = ["overdue", "due", "due_soon", "unknown", "excepted", "ok", "event_driven", "not_applicable"];
const IS: Record<string, Test> = {
  plain: (r) => r.plain_text,
  pending: (r) => r.pending,
  replicated: (r) => r.replica_regions.length > 0,
  deleted: (r) => r.deleted_at !== null,
  gone: (r) => r.gone_at !== null,
  noted: (r) => r.noted,
  corrected: (r) => r.kind_corrected,
  unowned: (r) => r.owner === null,
  ageless: (r) => r.age_days === null,
};

/** The test that a filter stands for; gone secrets pass only where it asks for them. Throws a `CommandError`. */
export function readFilter(text: string, dueOf?: (row: SecretRow) => RowDue): Test {
  const tests: Test[] = [];
  let gone = false;
  for (const match of text.matchAll(/\S+/g)) {
    const term = match[0];
    const negated = term.startsWith("-") && term.length > 1;
    const body = negated ? term.slice(1) : term;
    if (body === "is:gone") gone = true;
    const test = readTerm(body, match.index, term.length, dueOf);
    tests.push(negated ? (row) => !test(row) : test);
  }
  return (row) => (gone || row.gone_at === null) && tests.every((test) => test(row));
}

function readTerm(term: string, at: number, length: number, dueOf?: (row: SecretRow) => RowDue): Test {
  const colon = term.indexOf(":");
  const bad = (message: string, hint: string): CommandError => ({ code: "bad_filter", message, hint, causes: [], span: [at, at + length] });
  if (colon < 1) return (row) => row.name.toLowerCase().includes(term.toLowerCase());
  const field = term.slice(0, colon);
  const value = term.slice(colon + 1);
  if (value === "") throw bad(`${field}: has no value.`, `Write a value after the colon, such as ${field}:…`);
  const text = TEXT[field];
  if (text) return (row) => value.split(",").some((v) => text(row).some((t) => t !== null && matches(t, v)));
  if (field === "store") {
    const wanted = value.split(",").map((v) => (v === "sm" ? "secretsmanager" : v));
    return (row) => wanted.includes(row.store);
  }
  if (field === "tag") return (row) => row.owner !== null && `team=${row.owner}`.startsWith(value);
  if (field === "is") {
    const test = IS[value];
    if (!test) throw bad(`is:${value} is not a property.`, `Properties: ${Object.keys(IS).join(", ")}.`);
    return test;
  }
  if (field === "due") {
    if (value.split(",").every((v) => STATES.includes(v))) return (row) => value.split(",").includes(dueOf?.(row).state ?? "");
    return number(value.replace(/d$/u, ""), (row) => dueOf?.(row).days ?? null, () => bad(`due: needs a state (${STATES.join(", ")}) or the days to its date.`, "Write it as due:overdue or due:<30d."));
  }
  if (field === "readers") return number(value, (r) => (r.readers ? r.readers.can + r.readers.conditional : null), () => bad(`${value} is not a number.`, "Write it as readers:>10."));
  if (["age", "rotated", "read", "seen", "changed"].includes(field)) return number(value.replace(/d$/u, ""), (r) => r.age_days, () => bad(`${value} is not a number of days.`, "Write it as age:>90d."));
  throw bad(`${field} is not a field.`, `Fields: ${[...Object.keys(TEXT), "store", "tag", "is", "age"].join(", ")}.`);
}

function matches(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return parts.length === 1 ? text.toLowerCase().includes(pattern.toLowerCase()) : new RegExp(`^${parts.join(".*")}$`).test(text.toLowerCase());
}

function number(value: string, of: (row: SecretRow) => number | null, bad: () => CommandError): Test {
  const match = /^(<=|>=|<|>|=)?(\d+)$/.exec(value);
  if (!match) throw bad();
  const n = Number(match[2]);
  const compare: Record<string, (a: number) => boolean> = { "<": (a) => a < n, "<=": (a) => a <= n, ">": (a) => a > n, ">=": (a) => a >= n, "=": (a) => a === n };
  const test = compare[match[1] ?? "="];
  return (row) => {
    const found = of(row);
    return found !== null && (test?.(found) ?? false);
  };
}

const BY: Record<string, (row: SecretRow) => string | number | null> = {
  name: (r) => r.name,
  store: (r) => r.store,
  kind: (r) => r.kind_label,
  account: (r) => r.account_name ?? r.account,
  region: (r) => r.region,
  environment: (r) => r.environment,
  service: (r) => r.service,
  age: (r) => r.age_days,
  due: (r) => r.due?.due_on ?? null,
  rotated: (r) => r.rotated_at,
  rotation: (r) => r.rotation,
  key: (r) => r.key_alias ?? r.key,
  read: (r) => r.read_on,
  readers: (r) => (r.readers ? r.readers.can + r.readers.conditional : null),
  owner: (r) => r.owner,
  replicas: (r) => r.replica_regions.length,
  review: (r) => r.review,
};

/** Rows in the order asked for; what is not known comes last either way. */
export function sortRows(rows: SecretRow[], column: string, descending: boolean): SecretRow[] {
  const by = BY[column] ?? ((r: SecretRow) => r.name);
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = by(a);
    const y = by(b);
    if (x === null || y === null) return x === y ? (a.arn < b.arn ? -1 : 1) : x === null ? 1 : -1;
    return x === y ? (a.arn < b.arn ? -1 : 1) : x < y ? -sign : sign;
  });
}
