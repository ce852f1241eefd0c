// What secrets cost, and new values, in the in-memory host. A value never leaves the host, here neither.
import type { CostLine, CostMove, SecretRow, ValueReply } from "../../bindings";
import { KINDS } from "../seed";
import { refOf } from "./judge";
import type { Of, World } from "./world";

const CALLS = 8_640;
const MILLION = 1_000_000;
const FREE_DECRYPTS = 20_000;

/** Lines of the cost, by group O of the requirements: SM 0.40 a secret and 0.05 for 10,000 calls; KMS 0.03 for 10,000. */
function linesOf(rows: readonly SecretRow[]): CostLine[] {
  const sm = rows.filter((row) => row.store === "secretsmanager");
  const ssm = rows.filter((row) => row.store === "ssm");
  const copies = sm.reduce((sum, row) => sum + row.replica_regions.length, 0);
  const keys = new Set(rows.filter((row) => row.key === "customer").map((row) => `${row.account}${row.region}${row.key_alias}`)).size;
  const decrypts = Math.max(0, rows.filter((row) => row.key !== "none").length * CALLS - FREE_DECRYPTS);
  const line = (what: string, count: number, price: string, micro: number): CostLine => ({ what, count, price, microdollars: Math.round(micro) });
  return [
    line("Secrets Manager: secrets", sm.length, "$0.40 each", sm.length * 0.4 * MILLION),
    line("Secrets Manager: replicas", copies, "$0.40 each", copies * 0.4 * MILLION),
    line("Secrets Manager: calls", sm.length * CALLS, "$0.05 for 10,000", sm.length * CALLS * 5),
    line("Parameter Store: standard parameters", ssm.length, "free", 0),
    line("Parameter Store: calls", ssm.length * CALLS, "free at standard throughput", 0),
    line("KMS: customer keys", keys, "$1.00 each", keys * MILLION),
    line("KMS: requests beyond the free 20,000", decrypts, "$0.03 for 10,000", decrypts * 3),
  ];
}

function movesOf(rows: readonly SecretRow[]): CostMove[] {
  const each = 0.4 * MILLION + CALLS * 5;
  const plain = rows.filter((row) => row.store === "secretsmanager" && row.rotation === "none" && row.replica_regions.length === 0 && row.kind !== "database_password");
  const databases = rows.filter((row) => row.store === "ssm" && row.kind === "database_password");
  return [
    ...plain.map((row): CostMove => ({ secret: refOf(row), to: "ssm", saves_microdollars: Math.round(each), why: "No automatic rotation, no replica: a standard parameter holds it for nothing." })),
    ...databases.map((row): CostMove => ({ secret: refOf(row), to: "secretsmanager", saves_microdollars: -Math.round(each), why: "A database's password: Secrets Manager rotates it by itself." })),
  ].slice(0, 200);
}

export function costHandlers(world: World): Of<"cost_show"> {
  return {
    cost_show: ({ filter }) => {
      const rows = world.matching(filter);
      const lines = linesOf(rows);
      return {
        prices: "Prices of us-east-1, looked up on 2026-11-02 at aws.amazon.com", lines, total_microdollars: lines.reduce((sum, line) => sum + line.microdollars, 0), moves: movesOf(rows),
        limits: rows.length === 0 ? [] : [`Calls are reckoned at ${CALLS.toLocaleString("en-US")} a secret and month (read every 5 minutes): CloudTrail has too few days for more.`],
      };
    },
  };
}

const LETTERS = { words: "letters and digits", size: 62 };
const URL_SAFE = { words: "letters, digits, - and _", size: 64 };
const SAFE = { words: "letters, digits and !$%^*()-_=+, without @ : / ? #", size: 75 };
const MAKES: Record<string, { length: number; least: number; alphabet: typeof LETTERS; hint: string }> = {
  database_password: { length: 40, least: 32, alphabet: LETTERS, hint: "Safe in a connection string: no @ : / ? #." },
  database_admin: { length: 40, least: 32, alphabet: LETTERS, hint: "Safe in a connection string: no @ : / ? #." },
  connection_string: { length: 40, least: 32, alphabet: LETTERS, hint: "The password within it: no @ : / ? #." },
  session_key: { length: 64, least: 50, alphabet: SAFE, hint: "Django: put the old one into SECRET_KEY_FALLBACKS." },
  webhook_secret: { length: 48, least: 32, alphabet: URL_SAFE, hint: "Give the issuer both until each sender has the new one." },
};
const ISSUED = new Set(["api_key", "registry_token", "oauth_client_secret", "tls_private_key", "ssh_key", "jwt_signing_key", "ci_secret"]);
const CLEARS = 30;

export function valueHandlers(world: World): Of<"value_preview" | "value_copy"> {
  const { host } = world;
  function made(kind: string, length: number | null, clears: number): ValueReply {
    if (!KINDS.some((k) => k.code === kind)) host.fail("bad_request", `${kind} is not a kind.`);
    if (ISSUED.has(kind)) host.fail("bad_request", `${KINDS.find((k) => k.code === kind)?.label ?? kind}: its issuer makes the value.`, "Ask the issuer for a new one, and store that.");
    const how = MAKES[kind] ?? { length: 43, least: 22, alphabet: URL_SAFE, hint: "43 characters of 64 are 258 bits." };
    const n = length ?? how.length;
    if (!(n >= how.least && n <= 256)) host.fail("bad_request", `${n} characters are too ${n < how.least ? "few" : "many"}.`, `Between ${how.least} and 256.`);
    return { length: n, alphabet: how.alphabet.words, entropy_bits: Math.floor(n * Math.log2(how.alphabet.size)), clears_in_seconds: clears, hint: how.hint };
  }
  return {
    value_preview: ({ kind, length }) => made(kind, length, 0),
    value_copy: ({ kind, length }) => {
      const reply = made(kind, length, CLEARS);
      host.log("value.generated", kind, { length: reply.length });
      return reply;
    },
  };
}
