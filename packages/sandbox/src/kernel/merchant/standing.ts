import type { MerchantRole, MerchantSecrets } from './secrets.ts'

/** A merchant's standing with WeChat Pay, and with the partners that act for it. */
export interface MerchantStanding {
  /** A merchant that sells, or a partner (服务商) that acts for others. */
  readonly role: MerchantRole
  /** Numbers of the partners that act for it; with one it is a special merchant (特约商户). */
  readonly partners: readonly string[]
  /** Its right to be paid is suspended. */
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

/** A relation that ends is remembered: who acts in spite of it is told so. */
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
