// Packets, what is to go, and the pack in the in-memory host. Nothing is encrypted or written.
import type { ActGroup, PackFile, TakeInReply } from "../../bindings";
import type { Campaign, Opening } from "./campaign";
import { groundsOf, hex16, PLATFORM } from "./items";
import { coverageAt, PEOPLE, type Of, type World } from "./world";

const sha = (n: number) => [1, 2, 3, 4].map((k) => hex16(n * 31 + k)).join("");
const KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const SHOWS = ["Tamper-evident: a changed byte, a missing file or another order of the log shows.", "Signed by this machine's own key: no third party vouches for who signed.", "No outside time stamp: the times are this machine's."];

interface Packet {
  for: string;
  campaign: string;
  n: number;
  /** Whether it is a part to review. */
  part?: boolean;
}

/** A packet's text; the in-memory host only wraps it. */
const wrap = (packet: Packet) => `-----BEGIN AGE ENCRYPTED FILE-----\n${btoa(JSON.stringify(packet))}\n-----END AGE ENCRYPTED FILE-----\n`;

export function packetHandlers(world: World): Of<"review_hand_out" | "review_packet_open" | "review_take_in" | "review_act" | "review_act_export" | "review_pack" | "review_verify" | "review_diff"> {
  function read(text: string): Packet {
    const body = /^-----BEGIN AGE ENCRYPTED FILE-----\n([A-Za-z0-9+/=]+)\n/u.exec(text)?.[1];
    if (!body) world.fail("packet_unreadable", "This is no packet.", "A packet begins with BEGIN AGE ENCRYPTED FILE.");
    try {
      return JSON.parse(atob(body)) as Packet;
    } catch {
      return world.fail("packet_unreadable", "The packet is damaged.", "Ask for it again.");
    }
  }

  /** Takes in a part to review. */
  function takePart(packet: Packet, preview: boolean): TakeInReply {
    if (world.campaigns.some((c) => c.of.id === packet.campaign)) world.fail("packet_taken", "This packet was taken in before.", "Nothing was changed.");
    const day = new Date(world.now + 9 * 86_400_000).toISOString().slice(0, 10);
    const of: Opening = { id: packet.campaign, name: "Access review · Q4 2026", period: "2026-Q4", frameworks: ["pci_dss"], scope: { accounts: [], regions: [], paths: [], tags: [], kinds: [] }, ...PEOPLE, due_on: day, cadence_months: 3, cadence_source: "Access policy §4.2", open_anyway: null, coverage: coverageAt(world.now), opened_at: world.now, size: 14, fresh: true, part: packet.for };
    const review = preview ? null : world.open(of).reply();
    return { what: "part", reviewer: packet.for, campaign: packet.campaign, name: of.name, items: 14, decisions: 0, differs: 0, review };
  }

  /** What the platform owner decided in their own Keyturn: their items, and one on which the lead said otherwise. */
  function brought(campaign: Campaign): { news: string[]; otherwise: string[] } {
    const theirs = campaign.items.filter((item) => campaign.outcome(item).reviewer === PLATFORM && ["undecided", "reassign"].includes(campaign.outcome(item).state)).map((item) => item.id);
    const other = campaign.items.filter((item) => campaign.outcome(item).state === "keep" && campaign.standing(item.id).every((l) => l.by === campaign.of.lead.name)).slice(0, 1).map((item) => item.id);
    return { news: theirs, otherwise: other };
  }

  return {
    review_hand_out: ({ id, reviewer, passphrase, recipient }) => {
      const campaign = world.campaign(id);
      if (!campaign.open) world.fail("review_closed", "The review is closed.");
      if (passphrase !== null && passphrase.length < 12) world.fail("bad_request", "A passphrase has at least 12 characters.");
      if (passphrase === null && !recipient?.startsWith("age1")) world.fail("bad_request", "A recipient begins with age1.");
      const name = reviewer ?? campaign.of.lead.name;
      campaign.handed.set(name, world.now);
      world.host.log("review.handed_out", campaign.of.name, { reviewer: name });
      return { path: `/home/you/${campaign.of.period}-${name.toLowerCase().replaceAll(" ", "-")}.keyturn-review`, items: campaign.items.filter((item) => campaign.outcome(item).reviewer === name).length, sha256: sha(7) };
    },
    review_packet_open: () => {
      const campaign = world.campaigns.find((c) => c.open);
      // Where no review is, somebody else's lead handed out a part.
      if (!campaign) return { name: "2026-Q4-platform-owner.keyturn-review", text: wrap({ for: PLATFORM, campaign: hex16(4), n: 2, part: true }) };
      return { name: "platform-owner.keyturn-review", text: wrap({ for: PLATFORM, campaign: campaign.of.id, n: 1 }) };
    },
    review_take_in: ({ packet: text, passphrase, identity, preview }) => {
      const packet = read(text);
      if (passphrase !== "correct horse battery" && !identity?.startsWith("AGE-SECRET-KEY-")) world.fail("packet_unreadable", "The passphrase does not open the packet.", "Ask whoever wrote it.");
      if (packet.part) return takePart(packet, preview);
      const campaign = world.campaigns.find((c) => c.of.id === packet.campaign) ?? world.fail("packet_other_campaign", "The packet is of a review that is not here.");
      if (campaign.packets.has(String(packet.n))) world.fail("packet_taken", "This packet was taken in before.", "Nothing was changed.");
      if (!campaign.open) world.fail("review_closed", "The review is closed.");
      const { news, otherwise } = brought(campaign);
      if (!preview) {
        campaign.packets.add(String(packet.n));
        campaign.taken.set(packet.for, world.now);
        news.forEach((one, i) => campaign.record([one], i % 3 === 0 ? "revoke" : "keep", packet.for, i % 3 === 0 ? "The pipeline has its own role now." : "", { seconds: 9 + i }));
        for (const one of otherwise) campaign.record([one], "revoke", packet.for, "Nobody of ours uses this.", { seconds: 14 });
        world.host.log("review.taken_in", campaign.of.name, { reviewer: packet.for, decisions: news.length + otherwise.length });
      }
      return { what: "decisions", reviewer: packet.for, campaign: campaign.of.id, name: campaign.of.name, items: news.length + otherwise.length, decisions: news.length + otherwise.length, differs: otherwise.length, review: preview ? null : campaign.reply() };
    },
    review_act: ({ id, item: only }) => {
      const campaign = world.campaign(id);
      const groups = new Map<string, ActGroup>();
      const decided = campaign.removals().filter((r) => only === null || r.item === only);
      const asked = only !== null && decided.length === 0 ? campaign.item(only) : undefined;
      const suggested = asked ? groundsOf(asked, campaign.of.opened_at).suggestion : null;
      const goes = asked && suggested && suggested.decision !== "keep" ? [{ item: asked.id, title: `${asked.subject} → ${asked.path}`, decision: suggested.decision }] : decided;
      for (const { item: one, title, decision } of goes) {
        const item = campaign.item(one);
        const said = campaign.standing(one).at(-1) ?? suggested;
        if (!item) continue;
        const key = `${item.account} ${item.reviewer}`;
        const group = groups.get(key) ?? { account: item.account, account_name: item.account_name, owner: item.reviewer === PLATFORM ? "platform" : null, acts: [] };
        groups.set(key, group);
        const { why } = groundsOf(item, campaign.of.opened_at);
        const stays = said?.keep ?? [];
        const policy = decision === "reduce" ? JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "ReadAll", Effect: "Allow", Action: "ssm:GetParameter*", Resource: stays }] }, null, 2) : null;
        const role = item.subject.split("/").at(-1)?.replace(/[^\w+=,.@-]/gu, "_") ?? "role";
        group.acts.push({
          item: one, title, decision: item.kind === "access" ? decision : item.kind, note: campaign.standing(one).at(-1)?.note ?? "", words: item.kind !== "access" ? "Talk to the owner." : decision === "revoke" ? `Take the statement ReadAll out of ${why[0]?.place ?? item.subject}.` : `Leave ${stays.length} of ${item.secrets} secrets in the statement ReadAll.`,
          policy, command: item.kind !== "access" ? null : decision === "revoke" ? `aws iam delete-role-policy --role-name '${role}' --policy-name read` : `aws iam put-role-policy --role-name '${role}' --policy-name read --policy-document file://narrower.json`,
          also: item.number % 5 === 1 ? "role/batch rests on the same statement, and would lose it too." : null,
        });
      }
      const all = [...groups.values()];
      return { groups: all, markdown: all.map((g) => `## ${g.account_name ?? g.account}${g.owner ? `, ${g.owner}` : ""}\n\n${g.acts.map((a) => `- ${a.title}: ${a.words} ${a.note}`).join("\n")}`).join("\n\n") };
    },
    review_act_export: ({ id, format }) => ({ path: `/home/you/${world.campaign(id).of.period}-to-go.${format}`, items: world.campaign(id).removals().length, sha256: sha(11) }),
    review_pack: ({ id, names, zip }) => {
      const campaign = world.campaign(id);
      world.packed = campaign;
      const files: PackFile[] = ["report.html", "review.xlsx", "decisions.csv", "decisions.json", "exceptions.csv", "coverage.csv", "controls.csv", "log.jsonl", "manifest.json", "manifest.json.minisig"].map((name, i) => ({ name, bytes: 2_048 * (i * i + 1) + (names === "none" ? 0 : 311), sha256: sha(i + 1) }));
      world.host.log("review.packed", campaign.of.name, { names, zip });
      return { path: `/home/you/${campaign.of.period}-evidence${zip ? ".zip" : ""}`, files, public_key: KEY, shows: SHOWS };
    },
    review_verify: () => {
      const { packed } = world;
      const checks = ["signature", "manifest", "log", "report.html", "review.xlsx", "decisions.csv"].map((name) => ({ name, holds: true, words: "as it was signed" }));
      if (packed) return { path: `/home/you/${packed.of.period}-evidence`, holds: true, campaign: packed.of.name, written_at: new Date(world.now).toISOString(), public_key: KEY, own_key: true, checks, shows: SHOWS };
      return { path: "/home/you/Downloads/2026-Q3-evidence.zip", holds: false, campaign: "Access review · Q3 2026", written_at: new Date(world.now - 80 * 86_400_000).toISOString(), public_key: "RWSomebodyElse", own_key: false, checks: checks.map((c) => (c.name === "decisions.csv" ? { ...c, holds: false, words: "changed after it was signed" } : c)), shows: SHOWS };
    },
    review_diff: () => ({
      before: "Access review · Q3 2026", after: "Access review · Q4 2026",
      added: [{ item: hex16(3), title: "user/old-deploy → /prod/**", words: "64 secrets, departed" }, { item: hex16(11), title: "role/<img src=x onerror=alert(1)> → /prod/web/<b>*", words: "2 secrets" }],
      removed: [{ item: hex16(90), title: "role/worker → /prod/mail/*", words: "revoked in Q3, gone since 2 October" }],
      changed: [{ item: hex16(6), title: "role/etl → /prod/shared/*", words: "keep, then reduce" }, { item: hex16(1), title: "role/web-task → /prod/web/*", words: "27 secrets, then 31" }],
    }),
  };
}
