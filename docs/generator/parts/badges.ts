import { encryptedFields, type Operation, type Spec } from '../../../packages/codegen/src/index.ts'
import { sandboxAnswer } from '../calls/coverage.ts'
import type { Edition } from '../navigation/edition.ts'
import { escape } from './html.ts'
import { operationUrl } from '../navigation/page-url.ts'

/** A mark on a line of them: what is unusual about an operation or a notification. */
export interface Badge {
  /** `good` and `care` have a colour. */
  readonly kind?: 'good' | 'care'
  readonly text: string
  /** Operations that the mark names after its text, in the words of `successors`. */
  readonly successors?: readonly Successor[]
}

/** An operation that replaces a deprecated one. */
interface Successor {
  readonly title: string
  /** Undefined where the spec does not have it. */
  readonly url: string | undefined
}

export function operationBadges(operation: Operation, spec: Spec, edition: Edition): Badge[] {
  const words = edition.words.badges
  const sent = encryptedFields(operation.body.schema)
  const received = encryptedFields(operation.response.schema)
  const answer = sandboxAnswer(operation)
  const badges: readonly (Badge | false)[] = [
    !operation.redirect && {
      kind: operation.retry === 'never' ? 'care' : 'good',
      text: words.retry[operation.retry],
    },
    ...operation.businessKey.map((name) => ({ text: words.businessKey(name) })),
    sent.length > 0 && { text: words.sent(sent.length) },
    received.length > 0 && { text: words.received(received.length) },
    operation.redirect && { text: words.redirect },
    operation.unsignedRequest && { kind: 'care', text: words.unsignedRequest },
    operation.unsigned && !operation.redirect && { kind: 'care', text: words.unsigned },
    operation.signsDigest && { text: words.signsDigest },
    operation.clientCert && { kind: 'care', text: words.clientCert },
    operation.brand && { text: words.brand },
    operation.host !== undefined && { text: operation.host.replace('https://', '') },
    operation.unlisted && { kind: 'care', text: words.unlisted },
    operation.deprecated && {
      kind: 'care',
      text: words.deprecated,
      successors: successors(operation, spec, edition),
    },
    answer === 'played' ? { kind: 'good', text: words.sandbox.played } : { text: words.sandbox[answer] },
  ]
  return badges.filter((badge) => badge !== false)
}

/** The marks as one line of HTML, with a link to the official documentation. */
export function badgeLine(badges: readonly Badge[], link: string | undefined, { words }: Edition): string {
  const marks = badges.map(({ kind, text, successors: next = [] }) => {
    const links = next.map(({ title, url }) =>
      url === undefined ? escape(title) : `<a href="${url}">${escape(title)}</a>`,
    )
    const more = links.length === 0 ? '' : words.badges.successors(links)
    return `<span${kind === undefined ? '' : ` class="${kind}"`}>${escape(text)}${more}</span>`
  })
  const official =
    link === undefined ? '' : `<a href="${escape(link)}" target="_blank" rel="noreferrer">${words.badges.official}</a>`
  return `<p class="badges" v-pre>${marks.join('')}${official}</p>`
}

function successors({ replacedBy }: Operation, { operations }: Spec, edition: Edition): Successor[] {
  return replacedBy.map((id) => {
    const [address = '', method = ''] = id.split('#')
    const next = operations.find(
      (one) => one.address === address && (method === '' || one.method === method.toUpperCase()),
    )
    return next
      ? { title: edition.title(next), url: edition.root + operationUrl(next) }
      : { title: address, url: undefined }
  })
}
