import type { MerchantOptions } from '../../options.ts'
import type { MerchantRecord } from './merchants.ts'
import { createSecrets, generateMerchantKeys } from './secrets.ts'

const RISK_CAP = 9900

/** The merchant a new sandbox begins with: one appid, one PayScore service, the right to everything. */
export async function createMerchant(options: MerchantOptions = {}): Promise<MerchantRecord> {
  const { mchid = '1900000109', appid = 'wxd678efh567hg6787', service, ...rest } = options
  const secrets = await createSecrets({
    mchid,
    appids: [appid],
    keys: options.keys ?? (await generateMerchantKeys()),
    now: Date.now(),
    ...(rest.apiV3Key !== undefined && { apiV3Key: rest.apiV3Key }),
    ...(rest.apiV2Key !== undefined && { apiV2Key: rest.apiV2Key }),
    ...(rest.mode !== undefined && { mode: rest.mode }),
    ...(rest.successorPercent !== undefined && { successorPercent: rest.successorPercent }),
  })
  return {
    mchid,
    secrets,
    services: [
      {
        service_id: '500001',
        appids: [appid],
        riskCap: RISK_CAP,
        orderKinds: ['confirm', 'no_confirm'],
        released: true,
        testOpenids: [],
        ...service,
      },
    ],
  }
}
