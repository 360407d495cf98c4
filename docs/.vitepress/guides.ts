import { existsSync } from 'node:fs'
import type { DefaultTheme } from 'vitepress'

/** Names of one guide or one group of guides in both languages. */
interface Names {
  readonly zh: string
  readonly en: string
}

interface GuideGroup extends Names {
  readonly guides: readonly (Names & {
    /** Stands at `/guide/<file>`, in English at `/en/guide/<file>`. */
    readonly file: string
  })[]
}

/**
 * All guides, once for both languages, in the order in which a newcomer reads them from top to bottom. A guide in one
 * language alone stands in its sidebar alone.
 */
const groups: readonly GuideGroup[] = [
  {
    zh: '上手',
    en: 'Start',
    guides: [
      { file: 'quick-start', zh: '五分钟上手', en: 'Five minutes' },
      { file: 'configuration', zh: '密钥与配置', en: 'Keys and configuration' },
      { file: 'six-styles', zh: '三种写法 × 同步异步', en: 'Three addresses, sync and async' },
    ],
  },
  {
    zh: '收钱',
    en: 'Take money',
    guides: [
      { file: 'checkout', zh: '从下单到退款', en: 'From order to refund' },
      { file: 'payments', zh: '付款码、转账与工具', en: 'Payment codes, transfers, tools' },
      { file: 'payafter-orders', zh: '支付分 · 先享后付', en: 'PayScore pay-after orders' },
      { file: 'bills', zh: '账单与对账', en: 'Bills and reconciliation' },
      { file: 'partners', zh: '服务商与多商户', en: 'Partners and many merchants' },
    ],
  },
  {
    zh: '可靠',
    en: 'Be reliable',
    guides: [
      { file: 'webhook', zh: '回调', en: 'Notifications' },
      { file: 'webhook-frameworks', zh: '回调：你的框架', en: 'Notifications in your framework' },
      { file: 'serverless', zh: '云函数与边缘', en: 'Serverless and edge' },
      { file: 'errors', zh: '错误处理', en: 'Errors' },
      { file: 'retries', zh: '重试与幂等', en: 'Retries and idempotency' },
    ],
  },
  {
    zh: '测试与上线',
    en: 'Test and go live',
    guides: [
      { file: 'testing', zh: '测试', en: 'Testing' },
      { file: 'sandbox', zh: '沙箱', en: 'The sandbox' },
      { file: 'going-live', zh: '上线之前', en: 'Going live' },
      { file: 'security', zh: '安全', en: 'Security' },
      { file: 'observability', zh: '可观测', en: 'Observability' },
      { file: 'scale', zh: '规模', en: 'Scale' },
    ],
  },
  {
    zh: '更多',
    en: 'More',
    guides: [
      { file: 'whole-api', zh: '全部接口', en: 'The whole API' },
      { file: 'api-v2', zh: 'APIv2', en: 'APIv2' },
      { file: 'modules', zh: '模块与工具', en: 'Modules and tools' },
      { file: 'proxies', zh: '代理与自己的 fetch', en: 'Proxies and other fetch' },
      { file: 'migrating', zh: '从别的库迁移', en: 'Migrating' },
    ],
  },
]

export type Language = 'zh' | 'en'

const folders = { zh: 'guide', en: 'en/guide' } as const

export function guideSidebar(language: Language): DefaultTheme.SidebarItem[] {
  const guides = groups
    .map((group) => ({
      text: group[language],
      items: group.guides
        .filter(({ file }) => isWritten(file, language))
        .map((guide) => ({ text: guide[language], link: `/${folders[language]}/${guide.file}` })),
    }))
    .filter(({ items }) => items.length > 0)
  const { title, reference } = referenceWords[language]
  return [...guides, { text: title, items: [{ text: reference, link: '/en/reference/' }] }]
}

const referenceWords = {
  zh: { title: '参考', reference: '接口参考（英文）' },
  en: { title: 'Reference', reference: 'API reference' },
} as const

/**
 * The foot of the home page: the site's files for programs and for agents that write code. They have a target since the
 * router would take `SKILL.md` for a page.
 */
export function machineLinks(language: Language): DefaultTheme.Footer {
  const [lead, index] = language === 'zh' ? ['给编写代码的智能体', '/llms.txt'] : ['For coding agents', '/en/llms.txt']
  const files = ['/SKILL.md', index, '/openapi.json']
  const links = files.map((file) => `<a href="${file}" target="_self">${file.split('/').at(-1)}</a>`)
  return { message: `${lead}${language === 'zh' ? '：' : ': '}${links.join(' · ')}` }
}

/** Addresses of Chinese guides that have no English twin: `/guide/bills`. */
export function untranslatedGuides(): string[] {
  return groups
    .flatMap(({ guides }) => guides)
    .filter(({ file }) => !isWritten(file, 'en'))
    .map(({ file }) => `/guide/${file}`)
}

function isWritten(file: string, language: Language): boolean {
  return existsSync(new URL(`../${folders[language]}/${file}.md`, import.meta.url))
}
