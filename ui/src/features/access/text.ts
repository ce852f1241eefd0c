// Answers as plain text, to put into a ticket or a review.
import type { AccessFindingDto, PrincipalAccessReply, ReaderDto, ReadersReply } from "../../ipc/bindings";
import { visible } from "../../shared/format";
import { principalName } from "../../shared/usage";
import { access, accountOf, byState, home, mark, ruleWords, severity } from "./words";

function line(reader: ReaderDto, name: string): string {
  const parts = [
    // Whose secrets are listed is said above the list.
    reader.secret === null && reader.principal.people.length > 0 && `assigned to ${reader.principal.people.map(visible).join(", ")}`,
    reader.chain.length > 0 && `through ${reader.chain.map(visible).join(", then ")}`,
    ...reader.conditions.map(visible),
    ...reader.unknown.map((words) => `could not be read: ${visible(words)}`),
    ...reader.marks.map((code) => mark(code).word),
  ].filter(Boolean);
  const rests = reader.through.length > 0 ? `\n      rests on ${reader.through.map(visible).join("; ")}` : "";
  return `  ${name}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}${rests}`;
}

function sections(readers: readonly ReaderDto[], name: (reader: ReaderDto) => string): string[] {
  return byState(readers).flatMap((section) => [`${access(section.state).heading} (${section.readers.length})`, ...section.readers.map((reader) => line(reader, name(reader)))]);
}

const limits = (words: readonly string[]) => (words.length > 0 ? ["Not known", ...words.map((limit) => `  ${visible(limit)}`)] : []);

/** Who can read a secret. */
export function readersText({ secret, readers, outside, limits: unknown }: ReadersReply): string {
  return [
    `Who can read ${visible(secret.name)} (${accountOf(secret)} ${secret.account}, ${visible(secret.region)})`,
    ...sections(readers, (reader) => `${principalName(reader.principal)} (${home(reader.principal)})`),
    ...(outside.length > 0 ? ["Outside the known accounts", ...outside.map((of) => `  ${[visible(of.who), ...of.marks.map((code) => mark(code).word), ...of.conditions.map(visible), visible(of.through)].join(", ")}`)] : []),
    ...limits(unknown),
  ].join("\n");
}

/** What a principal can read, and on what that rests. */
export function principalText({ principal, secrets, statements, escalations, limits: unknown }: PrincipalAccessReply): string {
  return [
    `What ${principalName(principal)} (${home(principal)}) can read`,
    ...(principal.people.length > 0 ? [`Assigned to ${principal.people.map(visible).join(", ")}`] : []),
    ...sections(secrets, (reader) => visible(reader.secret?.name ?? "")),
    ...(statements.length > 0 ? ["Rests on", ...statements.map((of) => `  ${visible(of.place)}, statement ${visible(of.statement)}: ${visible(of.words)}`)] : []),
    ...(escalations.length > 0 ? ["Could grant itself", ...escalations.map((words) => `  ${visible(words)}`)] : []),
    ...limits(unknown),
  ].join("\n");
}

/** A finding about a policy. */
export function findingText(finding: AccessFindingDto): string {
  return [
    `${visible(finding.title)} (${severity(finding.severity).word}, ${ruleWords(finding.rule)})`,
    `Account: ${accountOf(finding)} ${finding.account}`,
    `Place: ${visible(finding.place)}`,
    visible(finding.reason),
    "Now:",
    finding.found,
    ...(finding.narrower === null ? [] : ["Narrower:", finding.narrower]),
    `Source: ${visible(finding.source)}`,
  ].join("\n");
}
