// Trying profiles: one call each, results as they come.
import { tick } from "svelte";

import type { ProfileDto, ProfileTried } from "../../../ipc/bindings";
import { call, onProfileTried } from "../../../ipc/client";
import { announce } from "../../../shared/announce.svelte";
import { counted } from "../../../shared/format";
import { saysProduction } from "../production";
import { Attempt } from "./attempt.svelte";

/** No more often than this are results shown, in milliseconds: hundreds of profiles answer within seconds. */
const SHOWN_EVERY = 100;

export class Profiles extends Attempt {
  /** What came of each, by the profile's name. */
  tried = $state.raw<Readonly<Record<string, ProfileTried>>>({});
  /** Names that are being tried and have not answered yet. */
  pending = $state.raw<readonly string[]>([]);
  /** How many are being tried in this turn. */
  of = $state(0);
  #fresh: ProfileTried[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownAt = 0;

  /** Tries these profiles. Those that were tried before are tried again. */
  try = async (names: readonly string[]): Promise<void> => {
    if (this.running || names.length === 0) return;
    this.of = names.length;
    this.pending = names;
    await this.run(() => onProfileTried((one) => this.#hear(one)), async () => {
      try {
        const reply = await call("profiles_try", { profiles: [...names] });
        this.#fresh.push(...reply.profiles);
        this.#show();
        const works = names.filter((name) => this.tried[name]?.state === "works").length;
        announce(reply.cancelled ? `Stopped. ${counted(reply.profiles.length, "profile")} tried.` : `${counted(names.length, "profile")} tried: ${works} work.`);
      } finally {
        this.#show();
        this.pending = [];
        this.of = 0;
      }
    });
  };

  #hear(one: ProfileTried): void {
    this.#fresh.push(one);
    const wait = SHOWN_EVERY - (performance.now() - this.#shownAt);
    if (wait <= 0) this.#show();
    else this.#timer ??= setTimeout(this.#show, wait);
  }

  #show = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = performance.now();
    const found = this.#fresh.splice(0);
    if (found.length === 0) return;
    this.tried = { ...this.tried, ...Object.fromEntries(found.map((one) => [one.name, one])) };
    this.pending = this.pending.filter((name) => !found.some((one) => one.name === name));
    // Counted from when they are drawn: where that takes longer than the wait, each would be drawn by itself.
    void tick().then(() => (this.#shownAt = performance.now()));
  };
}

/** The profiles whose names say production, or what they reached did. */
export function inProduction(profiles: readonly ProfileDto[], tried: Readonly<Record<string, ProfileTried>>): string[] {
  return profiles.filter(({ name }) => saysProduction(name) || tried[name]?.production).map(({ name }) => name);
}

/** The profile to begin with: one that works and is not production before one that does, the default before others. */
export function likelyBase(profiles: readonly ProfileDto[], tried: Readonly<Record<string, ProfileTried>>): string | null {
  const production = inProduction(profiles, tried);
  const rank = ({ name }: ProfileDto) => (tried[name]?.state === "works" ? 0 : tried[name]?.state === "fails" ? 8 : 4) + (production.includes(name) ? 2 : 0) + (name === "default" ? 0 : 1);
  return [...profiles].sort((a, b) => rank(a) - rank(b))[0]?.name ?? null;
}
