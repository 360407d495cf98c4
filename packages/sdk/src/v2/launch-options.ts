import type { Now } from '../shared/clock.ts'

export interface LaunchOptions {
  /** Default: `Date`. */
  readonly clock?: Now
  /** At most 32 letters and digits. Default: random. */
  readonly nonce?: string
}
