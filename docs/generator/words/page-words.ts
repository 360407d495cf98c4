import type { Operation } from '../../../packages/codegen/src/index.ts'

/** Everything that a generated page says and that is not in the spec. Sentences are Markdown; marks are plain text. */
export interface PageWords {
  readonly api: string
  readonly notifications: string
  readonly event: string
  readonly position: string
  /** Heads an official Chinese name that stands beside an English one; undefined where all names are official. */
  readonly officialName: string | undefined
  readonly officialChinese: string | undefined
  readonly headings: {
    readonly request: string
    readonly calls: string
    readonly answer: string
    readonly errors: string
    readonly unknown: string
    readonly related: string
    readonly seeAlso: string
    readonly handler: string
    readonly payload: string
    readonly inSandbox: string
  }
  readonly badges: {
    readonly retry: Readonly<Record<Operation['retry'], string>>
    readonly businessKey: (names: string) => string
    readonly sent: (count: number) => string
    readonly received: (count: number) => string
    readonly redirect: string
    readonly unsignedRequest: string
    readonly unsigned: string
    readonly signsDigest: string
    readonly clientCert: string
    readonly brand: string
    readonly unlisted: string
    readonly deprecated: string
    /** After `deprecated`, before the names of the successors. */
    readonly successors: (names: readonly string[]) => string
    readonly sandbox: Readonly<Record<'played' | 'remembered' | 'example', string>>
    readonly official: string
    readonly xml: string
    readonly repeats: string
  }
  readonly fields: {
    readonly name: string
    readonly type: string
    readonly text: string
    readonly request: DirectionWords
    readonly response: DirectionWords
    readonly encrypted: string
    readonly noParameters: string
    readonly noBody: string
    readonly path: string
    readonly query: string
    readonly headers: string
    readonly bodies: Readonly<Record<'json' | 'xml' | 'meta', string>>
    readonly file: string
    readonly fileName: string
    readonly fileContent: string
    readonly callers: Readonly<Record<'merchant' | 'partner' | 'brand', string>>
    readonly and: string
    readonly requiredFor: (callers: string) => string
    readonly onlyFor: (callers: string) => string
    readonly usuallyRequired: string
    /** Between sentences, and between phrases of a tooltip. */
    readonly stop: string
    readonly semicolon: string
  }
  readonly limits: {
    readonly bytes: (count: number) => string
    readonly items: string
    readonly characters: string
    readonly format: string
    readonly digits: (least: string, most: string | undefined) => string
    readonly asDescribed: string
    readonly only: (sets: readonly string[]) => string
    readonly sets: Readonly<Record<'digits' | 'letters' | 'upper' | 'lower' | 'chinese' | 'word', string>>
  }
  readonly errors: {
    readonly status: string
    readonly code: string
    readonly meaning: string
    readonly remedy: string
    readonly none: string
  }
  readonly calls: {
    readonly async: string
    readonly sync: string
    readonly addresses: Readonly<Record<'chain' | 'declared' | 'property', string>>
    readonly all: string
    readonly required: string
    readonly obtained: (field: string) => string
    /** Where it stands on the page. */
    readonly folded: string
    readonly styles: string
    /** Opens the panel that sends the call. */
    readonly tryIt: string
    /** The other two ways to write the address. */
    readonly sameAddress: (addresses: readonly string[]) => string
    /** The line that is folded above a call. */
    readonly before: string
  }
  readonly answer: {
    readonly redirect: string
    readonly files: Readonly<Record<'text' | 'empty' | 'pdf' | 'image', string>>
    readonly example: string
  }
  readonly unknown: {
    readonly thrown: string
    readonly query: (link: string) => string
    readonly repeat: string
    readonly noQuery: string
  }
  readonly related: {
    readonly operations: (links: readonly string[]) => string
    readonly events: (links: readonly string[]) => string
    readonly official: (title: string) => string
  }
  readonly eventPage: {
    readonly description: (name: string) => string
    readonly handler: string
    readonly resource: string
    readonly resourceV2: string
    readonly inSandbox: (name: string) => string
    readonly manyProcesses: string
    readonly atLeastOnce: string
  }
  readonly index: {
    readonly intro: (count: number) => string
    readonly common: string
    readonly other: string
    readonly byAddress: string
    readonly count: (count: number) => string
    /** Stands between the names in a list. */
    readonly between: string
    /** Follows the title of a call that partners make. */
    readonly partner: string
    readonly events: string
    readonly otherGroup: string
  }
  readonly llms: {
    readonly summary: string
    readonly howToRead: string
    readonly guides: string
    readonly files: string
    readonly skill: string
    readonly packages: string
    readonly openapi: string
    readonly full: string
    readonly otherLanguage: string
  }
  readonly policy: {
    readonly option: string
    readonly standard: string
    readonly meaning: string
    readonly or: (others: readonly string[]) => string
  }
}

interface DirectionWords {
  readonly required: string
  readonly some: string
  readonly lock: string
}
