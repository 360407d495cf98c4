import { randomBytes } from 'node:crypto'
import type { MerchantTerms } from '../ledger/terms.ts'
import type { CertifiedKey } from './certificate-authority.ts'
import type { Identity, MerchantRecord, NumbersInUse } from './merchants.ts'
import type { PlatformMode } from './platform-state.ts'
import {
  type JoiningKeys,
  type MerchantKeys,
  type MerchantRole,
  createAuthority,
  createSecrets,
  generateMerchantKeys,
} from './secrets.ts'
import type { ServiceConfig } from './service.ts'

export interface MerchantOptions {
  /** 10 digits. */
  readonly mchid?: string
  /** `wx` and 16 letters or digits. */
  readonly appid?: string
  /** Further applications bound to the merchant number. A request that names any other as the merchant's is refused. */
  readonly appids?: readonly string[]
  /** `partner` (服务商) acts for other merchants. Default: `merchant`. */
  readonly role?: MerchantRole
  /** Number of the partner that acts for the merchant, which becomes a special merchant (特约商户) with its own money. */
  readonly partner?: string
  /** Suspends the right to be paid; orders are then refused with RULE_LIMIT. */
  readonly restricted?: boolean
  readonly service?: Partial<Omit<ServiceConfig, 'appids'>>
  /** 32 characters each. Default: random. */
  readonly apiV3Key?: string
  readonly apiV2Key?: string
  /** Which of the platform's keys signs: its public key (the default), its certificate, or either. */
  readonly mode?: PlatformMode
  /** 0 to 100: the share of signatures of the key that takes over, see `control.setPlatform()`. */
  readonly successorPercent?: number
  /** Fee and settlement. Default: a fee of 0.60 %, and money is available at once. */
  readonly terms?: Partial<MerchantTerms>
  /** RSA key pairs, if generating four is too slow. */
  readonly keys?: MerchantKeys
  /** The address for notifications. This is the only setting here that also applies to an existing merchant. */
  readonly notifyUrl?: string
}

const RISK_CAP = 9900
const FIRST = { mchid: '1900000109', appid: 'wxd678efh567hg6787', serviceId: '500001' } as const

/** Creates the first merchant of a new sandbox: one appid, one PayScore service, all permissions. */
export async function createMerchant(options: MerchantOptions = {}, made?: MerchantKeys): Promise<MerchantRecord> {
  const keys = options.keys ?? made ?? (await generateMerchantKeys())
  const now = Date.now()
  return makeMerchant(
    { ...FIRST, ...identityOf(options) },
    options,
    keys,
    await createAuthority(keys.authority, now),
    now,
  )
}

/** Chooses the numbers of a further merchant: the requested ones, or unused ones. */
export function chooseIdentity(options: MerchantOptions, { mchids, serviceIds }: NumbersInUse): Identity {
  return {
    mchid: nextNumber(FIRST.mchid, mchids),
    appid: `wx${randomBytes(8).toString('hex')}`,
    serviceId: nextNumber(FIRST.serviceId, serviceIds),
    ...identityOf(options),
  }
}

/**
 * Creates a further merchant.
 *
 * @param authority the sandbox's authority, which certifies this merchant's keys too
 */
export function joinMerchant(
  identity: Identity,
  options: MerchantOptions,
  keys: JoiningKeys,
  authority: CertifiedKey,
): Promise<MerchantRecord> {
  return makeMerchant(identity, options, keys, authority, Date.now())
}

function identityOf({ mchid, appid, service }: MerchantOptions): Partial<Identity> {
  return {
    ...(mchid !== undefined && { mchid }),
    ...(appid !== undefined && { appid }),
    ...(service?.service_id !== undefined && { serviceId: service.service_id }),
  }
}

async function makeMerchant(
  { mchid, appid, serviceId }: Identity,
  {
    appids = [],
    role,
    partner,
    restricted,
    apiV3Key,
    apiV2Key,
    mode,
    successorPercent,
    service,
    terms,
  }: MerchantOptions,
  keys: JoiningKeys,
  authority: CertifiedKey,
  now: number,
): Promise<MerchantRecord> {
  const secrets = await createSecrets({
    mchid,
    appids: [...new Set([appid, ...appids])],
    keys,
    authority,
    now,
    ...(apiV3Key !== undefined && { apiV3Key }),
    ...(apiV2Key !== undefined && { apiV2Key }),
    ...(mode !== undefined && { mode }),
    ...(successorPercent !== undefined && { successorPercent }),
    ...(terms && { terms }),
  })
  return {
    mchid,
    secrets: {
      ...secrets,
      ...(role && { role }),
      ...(partner !== undefined && { partners: [partner] }),
      ...(restricted !== undefined && { restricted }),
    },
    services: [
      {
        riskCap: RISK_CAP,
        orderKinds: ['confirm', 'no_confirm'],
        released: true,
        testOpenids: [],
        ...service,
        service_id: serviceId,
        appids: [appid],
      },
    ],
  }
}

/** Returns the first unused number after `first`. */
function nextNumber(first: string, taken: ReadonlySet<string>): string {
  let number = BigInt(first)
  do number++
  while (taken.has(String(number)))
  return String(number)
}
