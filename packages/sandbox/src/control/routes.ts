import { object } from '../kernel/control/input.ts'
import { upTo } from '../kernel/control/pages.ts'
import { type ControlRoute, withQuery, withBody } from '../kernel/control/route.ts'
import type { NewFault } from '../kernel/faults/read-fault.ts'
import type { MerchantOptions } from '../kernel/merchant/create-merchant.ts'
import type { MerchantCredentials } from '../kernel/merchant/credentials.ts'
import type { MerchantEnvironment } from '../kernel/merchant/env.ts'
import type { MerchantControl } from './control.ts'
import { inputs } from './inputs.ts'
import { readMerchantOptions } from './merchant-options.ts'

export interface ControlRoutesOptions {
  readonly control: MerchantControl
  /** The public facts of the merchant. */
  readonly merchant: object
  /** Returns the text of the merchant's `.env`, secrets included. */
  readonly environment: () => Promise<string>
  readonly merchants: () => Promise<readonly MerchantOfSandbox[]>
  readonly createMerchant: (options: MerchantOptions) => Promise<MerchantOfSandbox>
}

interface MerchantOfSandbox {
  readonly merchant: MerchantCredentials
  readonly env: MerchantEnvironment
}

const nothing = object({})

/** The routes of the control API that no product owns. */
export function controlRoutes({
  control,
  merchant,
  environment,
  merchants,
  createMerchant,
}: ControlRoutesOptions): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/clock',
      about: '虚拟时间；正在快进时 move 说明从哪里到哪里 · virtual time, and the move under way',
      fromDocs: true,
      handle: () => control.clock(),
    },
    {
      method: 'POST',
      path: '/clock/advance',
      about: '快进 ms 毫秒，途中到期的事依次发生 · move forward; what falls due happens in order',
      handle: withBody(inputs.advance, ({ ms }) => control.advance(ms)),
    },
    {
      method: 'POST',
      path: '/clock/set',
      about: '移到 instant（毫秒时间戳）· move to an instant',
      handle: withBody(inputs.setClock, ({ instant }) => control.setClock(instant)),
    },
    {
      method: 'POST',
      path: '/clock/stop',
      about: '中止快进，停在已到达的时刻 · stop moves where they have come to',
      handle: withBody(nothing, () => control.stopMoves()),
    },
    {
      method: 'POST',
      path: '/clock/freeze',
      about: '时间静止 · stop time',
      handle: withBody(nothing, () => control.freeze()),
    },
    {
      method: 'POST',
      path: '/clock/resume',
      about: '时间继续 · let it pass again',
      handle: withBody(nothing, () => control.resume()),
    },
    {
      method: 'GET',
      path: '/agenda',
      about: '将要自动发生的事，近的在前；?outOrderNo=、?product=、?limit= · what will happen by itself, soonest first',
      handle: withQuery(inputs.agenda, async (query) => ({ agenda: await control.agenda(query) })),
    },
    {
      method: 'GET',
      path: '/events',
      about: '最近发生在各个订单上的事，新的在前，?limit= · what happened last, to whichever order',
      handle: withQuery(upTo, async (query) => ({ events: await control.happenings(query) })),
    },
    {
      method: 'GET',
      path: '/users',
      about: '用户：钱包、信用、账户、授权；默认用户在前，?limit= · users, the default one first',
      handle: withQuery(upTo, async (query) => ({ users: await control.users(query) })),
    },
    {
      method: 'GET',
      path: '/users/:openid',
      about: '一个用户 · one user',
      handle: ({ params }) => control.user(params['openid'] ?? ''),
    },
    {
      method: 'PATCH',
      path: '/users/:openid',
      about: '改用户的钱包、信用、账户、授权 · change a user',
      handle: withBody(inputs.user, (changes, { openid = '' }) => control.setUser(openid, changes)),
    },
    {
      method: 'GET',
      path: '/deliveries',
      about:
        '通知与每次投递的摘要，新的在前，分页：?outOrderNo=、?product=、?limit=、?cursor= · notifications in brief, by page',
      handle: withQuery(inputs.deliveries, (query) => control.deliveryPage(query)),
    },
    {
      method: 'GET',
      path: '/deliveries/:id',
      about: '一条通知：内容，每次投递的请求与应答 · one notification, as sent and as answered',
      handle: ({ params }) => control.delivery(params['id'] ?? ''),
    },
    {
      method: 'POST',
      path: '/deliveries/:id/replay',
      about: '立刻再投一次（现实中不存在）· deliver once more; WeChat Pay cannot',
      handle: withBody(nothing, (_, { id = '' }) => control.replay(id)),
    },
    {
      method: 'GET',
      path: '/faults',
      about: '等着发生的故障 · faults in wait',
      handle: async () => ({ faults: await control.faults() }),
    },
    {
      method: 'POST',
      path: '/faults',
      about: '让接下来 remaining 个匹配的请求出故障；code 是接口文档里的错误码 · break the next requests',
      handle: async ({ body }) => control.addFault((await body()) as NewFault),
    },
    {
      method: 'DELETE',
      path: '/faults',
      about: '取消全部故障 · take all back',
      handle: () => control.clearFaults().then(() => undefined),
    },
    {
      method: 'DELETE',
      path: '/faults/:id',
      about: '取消一个故障 · take one back',
      handle: ({ params }) => control.clearFaults(params['id'] ?? '').then(() => undefined),
    },
    {
      method: 'GET',
      path: '/endpoints',
      about: '回调地址 · where notifications go',
      handle: async () => ({ endpoints: await control.endpoints() }),
    },
    {
      method: 'PUT',
      path: '/endpoints',
      about: '设置回调地址，serviceId 可选，url 为 null 即取消 · set where notifications go',
      handle: withBody(inputs.endpoint, async (endpoint) => ({
        endpoints: await control.setEndpoint(endpoint),
      })),
    },
    {
      method: 'GET',
      path: '/requests',
      about: '最近的接口请求，新的在前，?limit= · the latest requests to the API',
      handle: withQuery(upTo, async (query) => ({ requests: await control.requests(query) })),
    },
    {
      method: 'GET',
      path: '/ledger/check',
      about: '核对整本账：借贷相等、余额与分录一致、没有透支 · whether the book balances',
      handle: () => control.checkLedger(),
    },
    {
      method: 'GET',
      path: '/merchant',
      about: '商户、应用、服务，角色与受理关系 · the merchant, without secrets',
      handle: async () => ({ ...merchant, ...(await control.standing()) }),
    },
    {
      method: 'PATCH',
      path: '/merchant',
      about:
        '改受理关系 partners（服务商的商户号，[] 即全部解除）与收款限制 restricted · who acts for it, may it be paid',
      handle: withBody(inputs.standing, (changes) => control.setStanding(changes)),
    },
    {
      method: 'GET',
      path: '/merchant/env',
      about: '商户的 .env，含密钥 · its .env, with the keys',
      handle: environment,
    },
    {
      method: 'GET',
      path: '/merchants',
      about: '沙箱里的全部商户，不含密钥；其他接口用 ?mchid= 指定商户 · all merchants, without secrets',
      handle: async () => ({ merchants: (await merchants()).map(publicPart) }),
    },
    {
      method: 'POST',
      path: '/merchants',
      about: '再建一个商户，可填 mchid、appid、appids、mode、notifyUrl；答它的环境变量，含密钥 · one more merchant',
      handle: withBody(readMerchantOptions, async (options) => {
        const made = await createMerchant(options)
        return { ...publicPart(made), env: made.env }
      }),
    },
    {
      method: 'GET',
      path: '/platform',
      about: '微信支付用哪些密钥签名，不含私钥 · the keys WeChat Pay signs with',
      handle: () => control.platform(),
    },
    {
      method: 'PATCH',
      path: '/platform',
      about: '改 mode（publicKey、certificate、switching）与新钥所签的比例 successorPercent · which of them signs',
      handle: withBody(inputs.platform, (changes) => control.setPlatform(changes)),
    },
    {
      method: 'POST',
      path: '/platform/certificates',
      about: '签发新的平台证书，successorPercent 可选 · a successor of the platform certificate',
      handle: withBody(inputs.rotation, (input) => control.rotateCertificate(input)),
    },
    {
      method: 'DELETE',
      path: '/platform/certificates/:serial',
      about: '作废一张平台证书 · take a platform certificate out of use',
      handle: ({ params }) => control.dropCertificate(params['serial'] ?? ''),
    },
    {
      method: 'POST',
      path: '/reset',
      about: '清空订单、通知、故障、用户设置；商户、密钥与时钟保留 · forget everything but the merchant',
      handle: withBody(nothing, () => control.reset().then(() => undefined)),
    },
  ]
}

function publicPart({ merchant: { mchid, appid, serviceId } }: MerchantOfSandbox): object {
  return { mchid, appid, serviceId }
}
