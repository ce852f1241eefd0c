// What is asked of events: groups, lanes over time, and uses.
import type { GroupDto, LaneDto, PrincipalDto, ReadsTimelineReply, ReadsTimelineRequest, UseDto } from "../../bindings";
import { DAY, type FakeEvent } from "./events";

const iso = (ms: number) => new Date(ms).toISOString();
const quote = (text: string) => (/[\s,"]/u.test(text) ? `"${text.replaceAll('"', "")}"` : text);

const KEYS: Record<string, (event: FakeEvent) => { what: string; of: string | null; term: string }[]> = {
  principal: (e) => [{ what: e.principal.name, of: e.principal.account_name, term: `principal:${quote(e.principal.name)}` }],
  secret: (e) => e.objects.map((o) => ({ what: o.name, of: e.account_name, term: `secret:${quote(o.name)}` })),
  source: (e) => [{ what: e.source, of: e.vpc_endpoint, term: `source:${quote(e.source)}` }],
  agent: (e) => [{ what: e.agent, of: null, term: `agent:${quote(e.agent)}` }],
  day: (e) => [{ what: e.at.slice(0, 10), of: null, term: `since:${e.at.slice(0, 10)} until:${e.at.slice(0, 10)}` }],
};

/** The groups of events, the largest first; days the latest first. */
export function groupsOf(events: FakeEvent[], query: string, by: string): GroupDto[] {
  const found = new Map<string, { group: GroupDto; secrets: Set<string>; principals: Set<string> }>();
  for (const event of events) {
    for (const { what, of, term } of KEYS[by]?.(event) ?? []) {
      const key = `${what}\n${of ?? ""}`;
      let entry = found.get(key);
      if (!entry) {
        const rest = query.replaceAll(/(^|\s)(since|until):\S+/g, by === "day" ? "" : "$&").trim();
        entry = { group: { what, of, query: `${rest} ${term}`.trim(), events: 0, secrets: 0, principals: 0, denied: 0, first_at: event.at, last_at: event.at }, secrets: new Set(), principals: new Set() };
        found.set(key, entry);
      }
      const { group } = entry;
      group.events += 1;
      if (event.outcome === "denied") group.denied += 1;
      group.first_at = event.at < group.first_at ? event.at : group.first_at;
      group.last_at = event.at > group.last_at ? event.at : group.last_at;
      event.objects.forEach((o) => entry.secrets.add(o.name));
      entry.principals.add(event.principal.name);
    }
  }
  const groups = [...found.values()].map(({ group, secrets, principals }) => ({ ...group, secrets: secrets.size, principals: principals.size }));
  return groups.sort((a, b) => (by === "day" ? (a.what < b.what ? 1 : -1) : b.events - a.events));
}

/** Lanes over time: those in findings first, then the busiest; the rest in one. */
export function timelineOf(matching: FakeEvent[], request: ReadsTimelineRequest, isOpen: (key: string) => boolean, now: number): ReadsTimelineReply {
  const first = matching.at(-1)?.ms ?? now - DAY;
  const from = request.from ? Date.parse(request.from) : first;
  const to = Math.max(from + 1000, request.to ? Date.parse(request.to) : (matching[0]?.ms ?? now) + 1000);
  const events = matching.filter((e) => e.ms >= from && e.ms < to);
  const lanes = new Map<string, LaneDto & { total: number; odd: number }>();
  const empty = (principal: PrincipalDto | null) => ({ principal, principals: 1, counts: Array<number>(request.buckets).fill(0), found: Array<number>(request.buckets).fill(0), total: 0, odd: 0 });
  for (const event of events) {
    const key = `${event.principal.account}:${event.principal.name}`;
    const lane = lanes.get(key) ?? empty(event.principal);
    const at = Math.min(request.buckets - 1, Math.floor(((event.ms - from) / (to - from)) * request.buckets));
    const odd = event.finding !== null && isOpen(event.finding) ? 1 : 0;
    lane.counts[at] = (lane.counts[at] ?? 0) + 1;
    lane.found[at] = (lane.found[at] ?? 0) + odd;
    lane.total += 1;
    lane.odd += odd;
    lanes.set(key, lane);
  }
  const sorted = [...lanes.values()].sort((a, b) => Number(b.odd > 0) - Number(a.odd > 0) || b.total - a.total);
  const kept = sorted.slice(0, request.lanes);
  const rest = sorted.slice(request.lanes);
  const others = rest.length > 0 ? [rest.reduce((sum, lane) => ({ ...sum, principals: rest.length, counts: sum.counts.map((n, i) => n + (lane.counts[i] ?? 0)), found: sum.found.map((n, i) => n + (lane.found[i] ?? 0)) }), empty(null))] : [];
  return { from: iso(from), to: iso(to), total: events.length, lanes: [...kept, ...others].map(({ principal, principals, counts, found }) => ({ principal, principals, counts, found })) };
}

/** How pairs of principal and object were used over the last 90 days. */
export function usesOf(events: FakeEvent[], now: number): UseDto[] {
  const start = Math.floor(now / DAY) * DAY - 89 * DAY;
  const found = new Map<string, UseDto & { from: Map<string, number>; with: Map<string, number> }>();
  for (const event of events.filter((e) => e.class === "read")) {
    for (const object of event.objects) {
      const key = `${event.principal.account}:${event.principal.name}\n${object.arn ?? object.name}`;
      const use = found.get(key) ?? { principal: event.principal, object, first_at: event.at, last_at: event.at, reads: 0, denied: 0, active_days: 0, by_day: Array<number>(90).fill(0), sources: [], agents: [], stopped_on: null, from: new Map(), with: new Map() };
      const at = Math.floor((event.ms - start) / DAY);
      if (event.outcome === "denied") use.denied += 1;
      else {
        use.reads += 1;
        if (at >= 0) use.by_day[at] = (use.by_day[at] ?? 0) + 1;
      }
      use.first_at = event.at < use.first_at ? event.at : use.first_at;
      use.last_at = event.at > use.last_at ? event.at : use.last_at;
      use.from.set(event.source, (use.from.get(event.source) ?? 0) + 1);
      use.with.set(event.agent, (use.with.get(event.agent) ?? 0) + 1);
      found.set(key, use);
    }
  }
  const often = (words: Map<string, number>) => [...words].sort((a, b) => b[1] - a[1]).map(([word]) => word).slice(0, 8);
  return [...found.values()]
    .map(({ from, with: agents, ...use }) => {
      const active = use.by_day.filter((n) => n > 0).length;
      const stopped = active >= 5 && now - Date.parse(use.last_at) > 14 * DAY;
      return { ...use, active_days: active, sources: often(from), agents: often(agents), stopped_on: stopped ? use.last_at.slice(0, 10) : null };
    })
    .sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
}
