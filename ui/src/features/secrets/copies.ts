// A secret as text for the clipboard: a command that shows its metadata, a line of Markdown. Names are hostile: quoted, or
// not given at all.
import type { SecretRow } from "../../ipc/bindings";
import { storeName, visible } from "../../shared/format";
import { hasUnseen } from "./names";

type Named = Pick<SecretRow, "arn" | "name" | "store" | "account" | "account_name" | "region">;

/** One word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The AWS CLI's command that shows what Keyturn shows: metadata, never the value. Null where the name has characters that nobody would see in a terminal. */
export function describeCommand(secret: Named): string | null {
  if (hasUnseen(secret.name) || hasUnseen(secret.arn)) return null;
  const region = `--region ${quoted(secret.region)}`;
  if (secret.store !== "ssm") return `aws secretsmanager describe-secret --secret-id ${quoted(secret.arn)} ${region}`;
  return `aws ssm describe-parameters --parameter-filters ${quoted(`Key=Name,Option=Equals,Values=${secret.name}`)} ${region}`;
}

/** Code in Markdown, whatever it holds. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/gu, " ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/gu)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A line of Markdown for a ticket or a chat. */
export function markdownLine(secret: Named): string {
  return `${code(secret.name)} (${storeName(secret.store)}, ${code(visible(secret.account_name ?? secret.account))}, ${secret.region}): ${code(secret.arn)}`;
}
