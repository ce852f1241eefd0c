// Tones: what a state means for a person. Each has a colour and a shape, so that colour never says it alone.
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CirclePause from "@lucide/svelte/icons/circle-pause";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import ClockAlert from "@lucide/svelte/icons/clock-alert";
import Info from "@lucide/svelte/icons/info";
import OctagonAlert from "@lucide/svelte/icons/octagon-alert";
import type { Component } from "svelte";

/** `late` is wrong now, `soon` needs somebody, `unknown` could not be read, `calm` is on purpose. */
export type Tone = "plain" | "accent" | "ok" | "soon" | "late" | "unknown" | "calm";

/** Any icon of @lucide/svelte. */
export type IconComponent = Component<{ size?: number | string; strokeWidth?: number | string; class?: string }>;

/** The shape of each tone. */
export const TONE_ICON: Record<Tone, IconComponent> = {
  plain: CircleDashed as IconComponent,
  accent: Info as IconComponent,
  ok: CircleCheck as IconComponent,
  soon: ClockAlert as IconComponent,
  late: OctagonAlert as IconComponent,
  unknown: CircleQuestionMark as IconComponent,
  calm: CirclePause as IconComponent,
};
