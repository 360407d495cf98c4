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

/** All guides in reading order, once for both languages. A guide in one language alone stands in its sidebar alone. */
const groups: readonly GuideGroup[] = [
  {
    zh: '上手',
    en: 'Start',
    guides: [
      { file: 'quick-start', zh: '五分钟上手', en: 'Quick start' },
      { file: 'six-styles', zh: '三种写法 × 同步异步', en: 'Three addresses, sync and async' },
      { file: 'configuration', zh: '密钥与配置', en: 'Keys and configuration' },
      { file: 'modules', zh: '模块与工具', en: 'Modules and tools' },
    ],
  },
  {
    zh: '可靠地收钱',
    en: 'Take money reliably',
    guides: [
      { file: 'errors', zh: '错误处理', en: 'Errors' },
      { file: 'retries', zh: '重试与幂等', en: 'Retries and idempotency' },
      { file: 'webhook', zh: '回调', en: 'Notifications' },
      { file: 'testing', zh: '测试你的代码', en: 'Testing your code' },
    ],
  },
  {
    zh: '业务与工具',
    en: 'Products and tools',
    guides: [
      { file: 'payafter-orders', zh: '支付分 · 先享后付', en: 'PayScore pay-after orders' },
      { file: 'payments', zh: '收款与退款', en: 'Payments and refunds' },
      { file: 'bills', zh: '账单', en: 'Bills' },
      { file: 'partners', zh: '服务商与多商户', en: 'Partners and many merchants' },
      { file: 'whole-api', zh: '全部接口', en: 'The whole API' },
      { file: 'api-v2', zh: 'APIv2', en: 'APIv2' },
      { file: 'sandbox', zh: '沙箱', en: 'The sandbox' },
    ],
  },
]

export type Language = 'zh' | 'en'

const folders = { zh: 'guide', en: 'en/guide' } as const

export function guideSidebar(language: Language): DefaultTheme.SidebarItem[] {
  return groups
    .map((group) => ({
      text: group[language],
      items: group.guides
        .filter(({ file }) => isWritten(file, language))
        .map((guide) => ({ text: guide[language], link: `/${folders[language]}/${guide.file}` })),
    }))
    .filter(({ items }) => items.length > 0)
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
