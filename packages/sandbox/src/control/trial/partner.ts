import type { MerchantOptions } from '../../kernel/merchant/create-merchant.ts'
import type { MerchantRecord } from '../../kernel/merchant/merchants.ts'

/** The public numbers of a partner (服务商) and of a special merchant (特约商户) it acts for. */
export interface PartnerNumbers {
  readonly mchid: string
  readonly appid: string
  readonly sub_mchid: string
  readonly sub_appid: string
}

export interface Merchants {
  /** Numbers of all merchants, the oldest first. */
  readonly mchids: () => Promise<readonly string[]>
  readonly findMerchant: (mchid: string) => Promise<MerchantRecord | undefined>
  /** @returns undefined where a number is taken */
  readonly addMerchant: (options: MerchantOptions) => Promise<MerchantRecord | undefined>
}

/** Finds a partner and a merchant it acts for; creates what is missing, under free numbers. */
export async function findOrCreatePartner({ mchids, findMerchant, addMerchant }: Merchants): Promise<PartnerNumbers> {
  const found = await Promise.all((await mchids()).map(findMerchant))
  const records = found.filter((record) => record !== undefined)
  const partners = records.filter(({ secrets }) => secrets.role === 'partner')
  const specialOf = ({ mchid }: MerchantRecord) =>
    records.find(({ secrets }) => secrets.partners?.includes(mchid) === true)
  const partner =
    partners.find((one) => specialOf(one) !== undefined) ?? partners[0] ?? (await addMerchant({ role: 'partner' }))
  const special = partner && (specialOf(partner) ?? (await addMerchant({ partner: partner.mchid })))
  if (!special) throw new Error('sandbox: there is no free number for a merchant')
  return {
    mchid: partner.mchid,
    appid: partner.secrets.appids[0]!,
    sub_mchid: special.mchid,
    sub_appid: special.secrets.appids[0]!,
  }
}
