/** The payment codes (付款码) that a user's phone has shown. Any merchant may scan them. */
export interface UserCodes {
  readonly openid: string
  /** Oldest first; old codes are dropped. */
  readonly codes: readonly ShownCode[]
  /** Number of today's payments without a password. */
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

/** One shown code. */
export interface ShownCode {
  /** 18 digits. */
  readonly auth_code: string
  /** Virtual instant, ms. */
  readonly expiresAt: number
  readonly isUsed?: true
  readonly plan: CodePlan
}

/** The planned outcome when the code is scanned. Default: the wallet and the policy decide. */
export interface CodePlan {
  /** Wire value of `bank_type`: `OTHERS` for the balance. */
  readonly bank_type: string
  /** Whether the user is asked for the password. Default: by amount and number of payments. */
  readonly password?: 'asked' | 'not_asked'
  /** Outcome of a payment without password. Default: by the user's wallet. */
  readonly outcome?: CodeOutcome
}

export const codeOutcomes = ['success', 'not_enough', 'card_not_supported', 'bank_failed', 'cancelled'] as const
export type CodeOutcome = (typeof codeOutcomes)[number]

/** Maximum number of kept codes; by then the first has long expired. */
const REMEMBERED = 30

/** The phone shows a new code. The previous one stays valid until it expires. */
export function showCode(known: UserCodes | undefined, openid: string, code: ShownCode): UserCodes {
  return { ...known, openid, codes: [...(known?.codes ?? []), code].slice(-REMEMBERED) }
}

/** Marks a code as used, since a code serves one payment. */
export function useCode({ codes, ...user }: UserCodes, auth_code: string): UserCodes {
  return { ...user, codes: codes.map((code) => (code.auth_code === auth_code ? { ...code, isUsed: true } : code)) }
}

/** @param day the day in Beijing: `2026-03-01` */
export function countPasswordFree(user: UserCodes, day: string): UserCodes {
  return { ...user, passwordFree: { day, payments: passwordFreeOn(user, day) + 1 } }
}

export function passwordFreeOn({ passwordFree }: UserCodes, day: string): number {
  return passwordFree?.day === day ? passwordFree.payments : 0
}
