/** The payment codes (付款码) that a user's phone has shown. They belong to the user: any merchant may scan them. */
export interface UserCodes {
  readonly openid: string
  /** Oldest first; the old ones are forgotten. */
  readonly codes: readonly ShownCode[]
  /** How often the user has paid today without a password. */
  readonly passwordFree?: { readonly day: string; readonly payments: number }
}

/** A payment code (付款码) on a phone. */
export interface AuthCode {
  /** 18 digits: `payer.auth_code` of APIv3, `auth_code` of APIv2. */
  readonly auth_code: string
  readonly openid: string
  /** Virtual instant, ms. */
  readonly expiresAt: number
}

/** One code, as it was on the screen. */
export interface ShownCode {
  /** 18 digits. */
  readonly auth_code: string
  /** Virtual instant, ms. */
  readonly expiresAt: number
  readonly isUsed?: true
  readonly plan: CodePlan
}

/** Decides what happens when the code is scanned; where it says nothing, the wallet and the policy decide. */
export interface CodePlan {
  /** Wire value of `bank_type`: `OTHERS` for the balance. */
  readonly bank_type: string
  /** Whether the user is asked for the password; by amount and number of payments if absent. */
  readonly password?: 'asked' | 'not_asked'
  /** How a payment without password ends; by the user's wallet if absent. */
  readonly outcome?: CodeOutcome
}

export const codeOutcomes = ['success', 'not_enough', 'card_not_supported', 'bank_failed', 'cancelled'] as const
export type CodeOutcome = (typeof codeOutcomes)[number]

/** How many codes are remembered: who shows more has let the first expire long ago. */
const REMEMBERED = 30

/** The phone shows a new code. The one before stays good until its time is up. */
export function showCode(known: UserCodes | undefined, openid: string, code: ShownCode): UserCodes {
  return { ...known, openid, codes: [...(known?.codes ?? []), code].slice(-REMEMBERED) }
}

/** A code serves one payment. */
export function useCode({ codes, ...user }: UserCodes, auth_code: string): UserCodes {
  return { ...user, codes: codes.map((code) => (code.auth_code === auth_code ? { ...code, isUsed: true } : code)) }
}

/** @param day in Beijing: `2026-03-01` */
export function countPasswordFree(user: UserCodes, day: string): UserCodes {
  return { ...user, passwordFree: { day, payments: passwordFreeOn(user, day) + 1 } }
}

export function passwordFreeOn({ passwordFree }: UserCodes, day: string): number {
  return passwordFree?.day === day ? passwordFree.payments : 0
}
