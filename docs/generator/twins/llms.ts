import type { Spec } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { sectionsOf } from '../navigation/navigation.ts'
import { eventItem, operationItem } from './index-twins.ts'
import { twinAddress } from './links.ts'

/** A page that is written by hand. */
export interface WrittenPage {
  /** `/guide/errors` */
  readonly address: string
  readonly title: string
}

/** `llms.txt` (llmstxt.org): where everything is, one line a page. */
export function llmsIndex(spec: Spec, edition: Edition, guides: readonly WrittenPage[]): string {
  const { words, root } = edition
  const say = words.llms
  const sections = sectionsOf(spec.operations).flatMap(({ section, operations }) => [
    `## ${edition.product(section)} (${section})`,
    operations.map((one) => operationItem(one, edition)).join('\n'),
  ])
  return [
    '# wechatpay-ts',
    `> ${say.summary}`,
    say.howToRead,
    `## ${say.guides}`,
    guides.map(({ address, title }) => `- [${title}](${twinAddress(address)})`).join('\n'),
    `## ${say.files}`,
    [
      `- [SKILL.md](/SKILL.md): ${say.skill}`,
      `- [/en/reference/](/en/reference/index.md): ${say.packages}`,
      `- [openapi.json](/openapi.json): ${say.openapi}`,
      `- [llms-full.txt](${root}/llms-full.txt): ${say.full}`,
      `- [${say.otherLanguage}](${root === '' ? '/en' : ''}/llms.txt)`,
    ].join('\n'),
    ...sections,
    `## ${words.notifications}`,
    spec.webhooks.map((one) => eventItem(one, edition)).join('\n'),
  ]
    .join('\n\n')
    .concat('\n')
}

/** `llms-full.txt`: all pages one after the other, each under its address. */
export function llmsFull(twins: ReadonlyMap<string, string>, edition: Edition): string {
  const pages = [...twins].map(([address, markdown]) => `<!-- ${address} -->\n\n${markdown}`)
  return [`<!-- wechatpay-ts: ${edition.words.llms.full} -->`, ...pages].join('\n\n')
}
