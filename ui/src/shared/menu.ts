// What a menu holds.
import type { IconComponent } from "./tones";

/** One line of a menu. */
export interface MenuItem {
  label: string;
  icon?: IconComponent | undefined;
  keys?: string | undefined;
  /** Makes it a checkbox of the menu; the menu then stays open. */
  checked?: boolean | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Quiet words at the right. */
  note?: string | undefined;
  testid?: string | undefined;
  run: () => void;
}
