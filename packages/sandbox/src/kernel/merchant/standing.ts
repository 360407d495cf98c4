import type { MerchantRole, MerchantSecrets } from './secrets.ts'

/** A merchant's relations to WeChat Pay and to its partners. */
export interface MerchantStanding {
  /** A merchant that sells, or a partner (服务商) that acts for others. */
  readonly role: MerchantRole
  /** Numbers of the partners that act for it; with one it is a special merchant (特约商户). */
  readonly partners: readonly string[]
  /** The right to be paid is suspended. */
  readonly restricted: boolean
}

export type StandingChanges = Partial<Pick<MerchantStanding, 'partners' | 'restricted'>>

export function standingOf({
  role = 'merchant',
  partners = [],
  restricted = false,
}: MerchantSecrets): MerchantStanding {
  return { role, partners, restricted }
}

/** Former partners are kept, because their requests get a specific refusal. */
export function changeStanding(secrets: MerchantSecrets, changes: StandingChanges): MerchantSecrets {
  const { partners: before = [], formerPartners = [] } = secrets
  const { partners = before, restricted = secrets.restricted } = changes
  const former = new Set([...formerPartners, ...before])
  for (const partner of partners) former.delete(partner)
  return {
    ...secrets,
    partners: [...new Set(partners)],
    formerPartners: [...former],
    ...(restricted !== undefined && { restricted }),
  }
}
