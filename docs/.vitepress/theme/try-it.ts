import type { Trial } from '../../generator/parts/try-it.ts'
import type { Json } from './try-it-options.ts'
import { Problem, runTrial, type Shown } from './try-it-run.ts'
import { wordsOf, type Words } from './try-it-words.ts'
import { keepChoice, keptChoice } from './reader-choice.ts'

const storageKey = 'wechatpay-ts:sandbox'
const usual = 'http://127.0.0.1:8420'

/**
 * Fills the panel of an operation's page when it is opened: it sends the call to the reader's own sandbox, which signs
 * it. No key ever comes to the page, and nothing goes to an address that is not this machine's.
 */
export function tryCalls(): void {
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || !target.matches('details.try:not([data-filled])')) return
      target.setAttribute('data-filled', '')
      fill(target, JSON.parse(target.dataset['trial'] ?? '') as Trial)
    },
    true, // it does not bubble
  )
}

function fill(panel: HTMLElement, trial: Trial): void {
  const words = wordsOf(document.documentElement.lang)
  const address = element('input', { type: 'url', name: 'sandbox', required: true, spellcheck: false })
  address.value = keptChoice(storageKey) ?? usual
  const options = element('textarea', { name: 'options', spellcheck: false, rows: 12 })
  options.value = written(trial.options)
  const prepares = element('input', { type: 'checkbox', name: 'before', checked: true })
  const send = element('button', { type: 'submit', textContent: words.send })
  const output = element('div', { className: 'shown', tabIndex: -1 })
  output.setAttribute('role', 'status')

  let last: string | undefined
  const form = element('form')
  form.append(
    labelled(words.address, address),
    labelled(words.options, options),
    ...(trial.before
      ? [labelled(words.before(trial.before.steps.length, trial.before.number !== undefined), prepares)]
      : []),
    send,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send.disabled = true
    const isPrepared = trial.before !== undefined && prepares.checked
    run(trial, { address, options, isPrepared, last, output, words })
      .then((number) => (last = number))
      .catch((error: unknown) => output.replaceChildren(...explain(error, words)))
      .finally(() => (send.disabled = false))
  })
  panel.append(form, output)
}

interface Panel {
  readonly address: HTMLInputElement
  readonly options: HTMLTextAreaElement
  readonly isPrepared: boolean
  readonly last: string | undefined
  readonly output: HTMLElement
  readonly words: Words
}

/** @returns the number under which the call was prepared */
async function run(
  trial: Trial,
  { address, options: text, isPrepared, last, output, words }: Panel,
): Promise<string | undefined> {
  const base = loopback(address.value, words)
  keepChoice(storageKey, base)
  const given = parsed(text.value, words)
  output.replaceChildren(element('p', { textContent: words.sending }))
  const attempt = await runTrial(trial, { base, options: given, prepared: isPrepared, last, words })
  text.value = written(attempt.options)
  output.replaceChildren(...listOf(attempt.steps), ...shown(attempt.shown, base, words))
  output.focus()
  return attempt.number
}

/** Only this machine may be called. */
function loopback(text: string, words: Words): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (!isLocal || !/^https?:$/.test(url.protocol) || url.username !== '') throw new Problem(words.notLocal)
  return url.origin
}

function shown({ request, answer }: Shown, base: string, words: Words): HTMLElement[] {
  const headers = (all: Record<string, string>) =>
    Object.entries(all)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  const block = (title: string, text: string) => {
    const pre = element('pre', { tabIndex: 0, textContent: text })
    pre.dataset['part'] = title
    return [element('h4', { textContent: title }), pre]
  }
  const console = element('a', { href: base, textContent: words.console, target: '_blank', rel: 'noreferrer' })
  return [
    ...block(words.request, `${request.method} ${request.target}\n${headers(request.headers)}${body(request.body)}`),
    ...(request.signingString === '' ? [] : block(words.signed, request.signingString)),
    ...block(`${words.answer} ${answer.status}`, `${headers(answer.headers)}${body(answer.body)}`),
    paragraph(console),
  ]
}

function body(text: string): string {
  if (text === '') return ''
  try {
    return `\n\n${JSON.stringify(JSON.parse(text), undefined, 2)}`
  } catch {
    return `\n\n${text}`
  }
}

function explain(error: unknown, words: Words): HTMLElement[] {
  const [first = '', ...rest] = (error instanceof Problem ? error.message : `${words.failed} ${String(error)}`).split(
    '\n',
  )
  const problem = element('p', { className: 'problem', textContent: first })
  return [problem, ...rest.map((line) => element('pre', { tabIndex: 0, textContent: line }))]
}

function listOf(steps: readonly string[]): HTMLElement[] {
  if (steps.length === 0) return []
  const list = element('ol', { className: 'steps' })
  list.append(...steps.map((step) => element('li', { textContent: step })))
  return [list]
}

function parsed(text: string, words: Words): Json {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  } catch {
    // Said below.
  }
  throw new Problem(words.notJson)
}

function written(options: object): string {
  return JSON.stringify(options, undefined, 2)
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const label = element('label')
  label.append(element('span', { textContent: text }), control)
  return label
}

function paragraph(child: HTMLElement): HTMLElement {
  const made = element('p')
  made.append(child)
  return made
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties)
}
