import {
  withoutRepeats,
  type Language,
  type Operation,
  type SchemaObject,
  type Spec,
  type Webhook,
} from '../../../packages/codegen/src/index.ts'
import { english } from '../words/en.ts'
import type { PageWords } from '../words/page-words.ts'
import { chinese } from '../words/zh.ts'

type Titled = Pick<Operation | Webhook, 'title' | 'description' | 'english'>

/** One language's half of the reference: its words, and how it says what the spec says. */
export interface Edition {
  readonly language: Language
  /** Stands before every address of a page. */
  readonly root: '' | '/en'
  readonly words: PageWords
  readonly title: (entry: Titled) => string
  readonly description: (entry: Titled) => string
  /** Title of the group with this version and product: `v3/pay`. */
  readonly product: (section: string) => string
  /** One part of the product trail. */
  readonly group: (name: string) => string
  /** Title of one of several alternatives. */
  readonly alternative: (title: string) => string
  readonly field: (schema: SchemaObject) => FieldWords
  readonly meaning: (text: string) => string
  readonly remedy: (text: string) => string
}

export interface FieldWords {
  readonly title: string | undefined
  /** The official Chinese name where `title` is another. */
  readonly officialTitle: string | undefined
  /** The description as far as it tells more than the title. */
  readonly description: string | undefined
  /** In Chinese, where there is none in the edition's language. */
  readonly officialDescription: string | undefined
  /** The meaning of a value, by the spec's words for it. */
  readonly value: (text: string) => string
}

export function chineseEdition(spec: Spec): Edition {
  const same = (text: string) => text
  return {
    language: 'zh',
    root: '',
    words: chinese,
    title: ({ title }) => title,
    description: ({ description }) => description,
    product: (section) => productAt(section, spec)?.title ?? section,
    group: same,
    alternative: same,
    field: ({ title, description }) => ({
      title,
      officialTitle: undefined,
      description: withoutRepeats(title, description, 'zh'),
      officialDescription: undefined,
      value: same,
    }),
    meaning: same,
    remedy: same,
  }
}

export function englishEdition(spec: Spec): Edition {
  const { texts, errorWords } = spec
  return {
    language: 'en',
    root: '/en',
    words: english,
    title: (entry) => entry.english.title ?? entry.title,
    description: (entry) => entry.english.description,
    product: (section) => productAt(section, spec)?.english ?? section,
    group: (name) => texts.groups[name] ?? name,
    alternative: (title) => texts.alternatives[title] ?? title,
    field: (schema) => {
      const title = schema['x-wechatpay-title-en']
      const description = schema['x-wechatpay-description-en']
      return {
        title: title === undefined ? undefined : capital(title),
        officialTitle: schema.title,
        description: withoutRepeats(title, description, 'en'),
        officialDescription:
          description === undefined ? withoutRepeats(schema.title, schema.description, 'zh') : undefined,
        value: (text) => texts.values[text] ?? text,
      }
    },
    meaning: (text) => errorWords.meanings[text] ?? text,
    remedy: (text) => errorWords.remedies[text] ?? text,
  }
}

/** Brands have one product, so that their section is a part of its address. */
function productAt(section: string, { products }: Spec): Spec['products'][number] | undefined {
  return products.find(({ address }) => address === section || address.startsWith(`${section}/`))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
