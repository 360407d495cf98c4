import type { Operation } from '../../../packages/codegen/src/index.ts'

interface Named {
  readonly zh: string
  readonly en: string
}

/** One sidebar: a product as the official documentation names it. */
export interface Product extends Named {
  /** Its list stands at `/api/products/<slug>`. */
  readonly slug: string
  /** The first names of the product trails that belong to it. */
  readonly trails: readonly string[]
  /** Stands first on `/api/`, and in the search. */
  readonly isCommon?: true
}

/** In the order in which merchants meet them. The last takes what belongs nowhere else. */
export const products: readonly Product[] = [
  {
    slug: 'payments',
    zh: '基础支付',
    en: 'Payments',
    trails: ['基础支付', '合单支付', '退款', '账单'],
    isCommon: true,
  },
  { slug: 'profit-sharing', zh: '分账', en: 'Profit sharing', trails: ['分账'], isCommon: true },
  { slug: 'transfers', zh: '商家转账', en: 'Transfers', trails: ['商家转账'], isCommon: true },
  {
    slug: 'payscore',
    zh: '微信支付分',
    en: 'PayScore',
    trails: ['微信支付分', '微信支付分(从业机构模式)'],
    isCommon: true,
  },
  {
    slug: 'contracts',
    zh: '委托代扣与免密支付',
    en: 'Entrusted and password-free payments',
    trails: ['委托代扣', '免密支付'],
    isCommon: true,
  },
  {
    slug: 'complaints',
    zh: '消费者投诉',
    en: 'Complaints',
    trails: ['消费者投诉'],
    isCommon: true,
  },
  {
    slug: 'merchants',
    zh: '商户与资金管理',
    en: 'Merchants and funds',
    trails: [
      '商户管理',
      '商户提现',
      '商户风险管理',
      '来账识别',
      '商家充值',
      '平台证书',
      '商户测试',
      '从业机构特约商户结算规则',
      '从业机构子商户优惠费率活动',
      '小微特约商户',
      '实名校验/授权',
    ],
  },
  {
    slug: 'ecommerce',
    zh: '平台收付通',
    en: 'Platform collection and payment',
    trails: ['平台收付通', '平台收付通二级商户充值', '收付通-个人收款(二手交易)'],
  },
  {
    slug: 'marketing',
    zh: '运营工具',
    en: 'Marketing tools',
    trails: ['运营工具', '出行券', '配额定向营销银行号码包'],
  },
  { slug: 'membership', zh: '会员卡', en: 'Membership cards', trails: ['会员卡'] },
  {
    slug: 'brand',
    zh: '品牌',
    en: 'Brands',
    trails: ['连锁品牌', '连锁品牌门店', '商品券'],
  },
  { slug: 'cross-border', zh: '跨境支付', en: 'Cross-border payments', trails: ['跨境/全球'] },
  { slug: 'subsidies', zh: '国家消费品换新补贴', en: 'Trade-in subsidies', trails: ['国家消费品换新补贴'] },
  {
    slug: 'banks',
    zh: '银行与渠道',
    en: 'Banks and channels',
    trails: ['聚合账户银行渠道服务', '银行模式电子回单', '银行模式批量转账', '银行服务商'],
  },
  { slug: 'v2', zh: 'APIv2', en: 'APIv2', trails: [] },
  { slug: 'industries', zh: '行业与其他', en: 'Industries and others', trails: [] },
]

type Trailed = Pick<Operation, 'address' | 'version' | 'group'>

/** The product that an operation belongs to. */
export function productOf({ version, group }: Trailed): Product {
  const [first = ''] = group
  const found =
    version === 'v2'
      ? products.find(({ slug }) => slug === 'v2')
      : products.find(({ trails }) => trails.includes(first))
  return found ?? products.at(-1)!
}

interface Part extends Named {
  readonly addresses: RegExp
}

/** Basic payments are looked for by the way in which the user pays; their trail tells merchants from partners. */
const waysToPay: readonly Part[] = [
  { zh: 'JSAPI 与小程序', en: 'JSAPI and mini programs', addresses: /\/transactions\/(?:jsapi|miniprogram)/ },
  { zh: 'APP 支付', en: 'APP', addresses: /\/transactions\/app/ },
  { zh: 'H5 支付', en: 'H5', addresses: /\/transactions\/h5/ },
  { zh: 'Native 支付', en: 'Native', addresses: /\/transactions\/native/ },
  { zh: '付款码支付', en: 'Payment codes', addresses: /\/transactions\/(?:codepay|scannedpos)|\/reverse$/ },
  { zh: '查单与关单', en: 'Query and close', addresses: /\/transactions\/(?:id|out-trade-no)\// },
  { zh: '合单支付', en: 'Combined payments', addresses: /^v3\/combine-transactions\// },
  { zh: '退款', en: 'Refunds', addresses: /^v3\/refund\// },
  { zh: '账单', en: 'Bills', addresses: /^v3\/bill/ },
]

/** The parts of a product that have names of their own, in order. */
export function namedPart(operation: Trailed): (Named & { readonly position: number }) | undefined {
  if (productOf(operation).slug !== 'payments') return undefined
  const position = waysToPay.findIndex(({ addresses }) => addresses.test(operation.address))
  return position === -1 ? undefined : { ...waysToPay[position]!, position }
}

/** Whether a partner (服务商) makes the call, where merchants have one of the same name. */
export function isOfPartner({ group }: Pick<Operation, 'group'>): boolean {
  return group.some((name) => name.startsWith('合作伙伴模式'))
}
