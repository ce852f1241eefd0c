// Opening and closing a review in the in-memory host, and the list of people who left.
import type { LeaverDto, LeaversReply, LeaversRequest, ReviewOpenRequest, ReviewPreview } from "../../bindings";
import { Campaign, type Opening } from "./campaign";
import { checked } from "./decide";
import { coverageAt, type Of, type World } from "./world";

const DAY = 86_400_000;
const SIZE = 98;
const FILE = '\ufeffUsername;E-mail;Last day;Team\r\nold-deploy;old.deploy@example.com;2026-09-30;"Platform, CI"\r\nnora;nora.berg@example.com;2026-11-14;Payments\r\nghost;ghost@example.com;2026-10-02;"=SUM(A1)<b>"\r\n';

export function openHandlers(world: World): Of<"reviews_list" | "review_show" | "review_preview" | "review_open" | "review_leavers" | "review_leavers_open" | "review_close"> {
  const faults = (request: ReviewOpenRequest): string[] => {
    const names = [request.lead, ...request.reviewers].map((r) => r.name.trim().toLowerCase());
    return [
      ...(request.name.trim() === "" ? ["It has no name."] : []),
      ...(request.due_on <= new Date(world.now).toISOString().slice(0, 10) ? ["Its due date has passed."] : []),
      ...(names.includes("") ? ["A reviewer has no name."] : []),
      ...(new Set(names).size < names.length ? ["Two reviewers have the same name."] : []),
      ...(request.cadence_source.trim() === "" ? ["It is not said whose policy asks for it."] : []),
    ];
  };
  const asked = (request: ReviewOpenRequest, id: string): Opening => ({
    id, name: request.name, period: request.period, frameworks: request.frameworks, scope: request.scope, lead: request.lead, reviewers: request.reviewers, due_on: request.due_on, cadence_months: request.cadence_months,
    cadence_source: request.cadence_source, open_anyway: request.open_anyway?.trim() || null, coverage: coverage(request), opened_at: world.now, size: request.scope.paths.includes("/nothing/**") ? 0 : SIZE, fresh: true,
  });
  // prod-eu was not read in full: a scope without it has no gap.
  const coverage = ({ scope }: ReviewOpenRequest) => {
    const whole = coverageAt(world.now);
    return scope.accounts.length > 0 && !scope.accounts.includes("222222222222") ? { ...whole, cells: 12, read: 12, gaps: [] } : whole;
  };
  function preview(request: ReviewOpenRequest): ReviewPreview {
    const draft = new Campaign(asked(request, "0"), () => world.now);
    const count = (of: string[]) => [...new Set(of)].map((code) => ({ code, items: of.filter((c) => c === code).length }));
    const names = new Set([request.lead, ...request.reviewers].map((r) => r.name));
    return {
      kinds: count(draft.items.map((i) => i.kind)), seeds: count(draft.items.flatMap((i) => i.seeds)), reviewers: count(draft.items.map((i) => (names.has(i.reviewer) ? i.reviewer : request.lead.name))),
      progress: draft.progress(), coverage: coverage(request),
      faults: [...faults(request), ...(draft.items.length === 0 ? ["Nothing is in scope: no secret passes it."] : [])],
    };
  }

  return {
    reviews_list: () => {
      const sorted = [...world.campaigns].sort((a, b) => Number(b.open) - Number(a.open) || (a.open ? (a.of.due_on < b.of.due_on ? -1 : 1) : (b.closed_at ?? 0) - (a.closed_at ?? 0)));
      const newest = [...world.campaigns].sort((a, b) => b.of.opened_at - a.of.opened_at)[0];
      return { campaigns: sorted.map((c) => c.summary()), next_on: newest ? new Date(Date.parse(newest.of.due_on) + newest.of.cadence_months * 30 * DAY).toISOString().slice(0, 10) : null };
    },
    review_show: ({ id }) => world.campaign(id).reply(),
    review_preview: preview,
    review_open: (request) => {
      const [first] = preview(request).faults;
      if (first) world.fail("bad_request", first);
      checked(world, request.open_anyway ?? "");
      if (coverage(request).gaps.length > 0 && !request.open_anyway?.trim()) world.fail("coverage_gaps", "Parts of the scope were not read.", "Sync first, or say why it opens anyway.");
      const made = world.open(asked(request, world.id()));
      const names = new Set([request.lead, ...request.reviewers].map((r) => r.name));
      for (const item of made.items) if (!names.has(item.reviewer)) item.reviewer = request.lead.name;
      world.host.log("review.opened", made.of.name, { items: made.items.length });
      return made.reply();
    },
    review_leavers: leaversOf,
    review_leavers_open: () => ({ name: "leavers-november.csv", text: FILE }),
    review_close: ({ id, second, lead_statement, second_statement }) => {
      const campaign = world.campaign(id);
      if (!campaign.open) world.fail("review_closed", "The review is closed already.");
      const [block] = campaign.blocks();
      if (block) world.fail("bad_request", block);
      if (second.trim() === "" || second.trim().toLowerCase() === campaign.of.lead.name.toLowerCase()) world.fail("bad_request", "The second person is somebody else than the lead.");
      if (lead_statement.trim() === "" || second_statement.trim() === "") world.fail("note_needed", "Both say what they attest.");
      campaign.closed_at = world.now;
      const at = new Date(world.now).toISOString();
      campaign.signatures = [{ name: campaign.of.lead.name, role: "lead", statement: lead_statement.trim(), at }, { name: second.trim(), role: "second", statement: second_statement.trim(), at }];
      world.host.log("review.closed", campaign.of.name, { second: second.trim() });
      return campaign.reply();
    },
  };
}

/** Reads a list as far as the made-up one needs it: a header, quotes, a byte order mark. */
function leaversOf({ text, user_column, mail_column, left_column }: LeaversRequest): LeaversReply {
  const lines = text.replace(/^\ufeff/u, "").split(/\r?\n/u).filter((line) => line !== "");
  const cut = (line: string) => (line.match(/"(?:[^"]|"")*"|[^;,]+|(?<=[;,])(?=[;,]|$)/gu) ?? []).map((part) => part.replace(/^"|"$/gu, ""));
  const columns = cut(lines[0] ?? "");
  const like = (word: RegExp) => columns.find((column) => word.test(column)) ?? null;
  const chosen = user_column !== null || mail_column !== null || left_column !== null;
  const at = (cells: string[], column: string | null) => (column === null ? "" : (cells[columns.indexOf(column)] ?? ""));
  const people = !chosen ? [] : lines.slice(1).map((line, i): LeaverDto => {
    const cells = cut(line);
    const user = at(cells, user_column);
    const mail = at(cells, mail_column);
    const by = ["old-deploy", "nora"].includes(user) ? "user" : /^(old\.deploy|nora\.berg)@/u.test(mail) ? "mail" : null;
    const name = user || (mail.startsWith("nora") ? "nora" : "old-deploy");
    return { line: i + 2, user, mail, left_on: at(cells, left_column) || null, principals: by ? [`arn:aws:iam::111111111111:user/${name}`] : [], by };
  });
  return { columns, proposed: { user: like(/user/iu), mail: like(/mail/iu), left: like(/last|left|end/iu) }, lines: Math.max(0, lines.length - 1), matched: people.filter((p) => p.by !== null), unmatched: people.filter((p) => p.by === null), faults: [] };
}
