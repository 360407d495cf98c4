import type { TriedCall, Trial } from '../../generator/try-it.ts'
import { wordsOf, type Words } from './try-it-words.ts'

const storageKey = 'wechatpay-ts:sandbox'
const usual = 'http://127.0.0.1:8420'

type Json = Record<string, unknown>

/** The sandbox's view of a call: `Trial` of its control API. */
interface Shown {
  readonly request: {
    method: string
    target: string
    headers: Record<string, string>
    signingString: string
    body: string
  }
  readonly answer: { status: number; headers: Record<string, string>; body: string }
}

/** A problem, described in words for the reader. */
class Problem extends Error {}

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
  address.value = localStorage.getItem(storageKey) ?? usual
  const options = element('textarea', { name: 'options', spellcheck: false, rows: 12 })
  options.value = written(trial.options)
  const prepares = element('input', { type: 'checkbox', name: 'before', checked: true })
  const send = element('button', { type: 'submit', textContent: words.send })
  const output = element('div', { className: 'shown', tabIndex: -1 })
  output.setAttribute('role', 'status')

  const form = element('form')
  form.append(
    labelled(words.address, address),
    labelled(words.options, options),
    ...(trial.before ? [labelled(words.before(trial.before.steps.length), prepares)] : []),
    send,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send.disabled = true
    const isPrepared = trial.before !== undefined && prepares.checked
    run(trial, { address, options, isPrepared, output, words })
      .catch((error: unknown) => output.replaceChildren(...explain(error, words)))
      .finally(() => (send.disabled = false))
  })
  panel.append(form, output)
}

interface Attempt {
  readonly address: HTMLInputElement
  readonly options: HTMLTextAreaElement
  readonly isPrepared: boolean
  readonly output: HTMLElement
  readonly words: Words
}

async function run(trial: Trial, { address, options: text, isPrepared, output, words }: Attempt): Promise<void> {
  const base = loopback(address.value, words)
  localStorage.setItem(storageKey, base)
  let options = parsed(text.value, words)
  output.replaceChildren(element('p', { textContent: words.sending }))
  const steps: string[] = []
  if (trial.before && isPrepared) {
    const { renamed, refused } = await prepare(base, trial.before, options, { steps, words })
    if (refused) {
      output.replaceChildren(...listOf(steps), ...shown(refused, base, words))
      return
    }
    options = renamed
  }
  if (trial.obtains) {
    const { field, from } = trial.obtains
    const query = { ...from, options: fitted(from.options, options) }
    const queried = await attempt(base, query, words)
    steps.push(inShort(queried))
    const { answer } = queried
    const value = answer.status < 300 ? (JSON.parse(answer.body) as Json)[field] : undefined
    if (value !== undefined) options = put(options, field, value)
  }
  if (trial.now) {
    const { now } = (await ask(base, 'clock', undefined, words)) as { now: number }
    const digits = new Date(now + 8 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)
    if (isPrepared) for (const field of trial.now) options = put(options, field, digits)
  }
  text.value = written(options)
  const result = await attempt(base, { ...trial, options }, words)
  output.replaceChildren(...listOf(steps), ...shown(result, base, words))
  output.focus()
}

/**
 * Makes the order that a call is about, under a new number: an earlier try may have used the old one.
 *
 * @returns the options with the new number, and the step that was refused, if one was
 */
async function prepare(
  base: string,
  { number, steps: before }: NonNullable<Trial['before']>,
  options: Json,
  { steps, words }: { readonly steps: string[]; readonly words: Words },
): Promise<{ readonly renamed: Json; readonly refused?: Shown }> {
  const fresh = `T${Date.now()}`
  const rename = (one: Json): Json => replace(one, find(one, number), fresh)
  const renamed = rename(options)
  for (const step of before) {
    if (typeof step === 'string') {
      const path = step.replace('{number}', fresh)
      await ask(base, path, {}, words)
      steps.push(`${words.user} ${path}`)
      continue
    }
    const made = await attempt(base, { ...step, options: rename(step.options) }, words)
    steps.push(inShort(made))
    if (made.answer.status >= 300) return { renamed, refused: made }
  }
  return { renamed }
}

function inShort({ request, answer }: Shown): string {
  return `${request.method} ${request.target} → ${answer.status}`
}

/** Only this machine may be called. */
function loopback(text: string, words: Words): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (!isLocal || !/^https?:$/.test(url.protocol) || url.username !== '') throw new Problem(words.notLocal)
  return url.origin
}

async function attempt(base: string, { method, path, options }: TriedCall, words: Words): Promise<Shown> {
  const { query, json, ...parameters } = options as { query?: Json; json?: Json } & Json
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name]
    if (typeof value !== 'string' || value === '') throw new Problem(words.missing(name))
    return encodeURIComponent(value)
  })
  return (await ask(base, 'try', { method, path: target, query, json }, words)) as Shown
}

/** A call of the sandbox's control API. */
async function ask(base: string, path: string, body: object | undefined, words: Words): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`${base}/_sandbox/api/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
  } catch {
    throw new Problem(words.silent(base, location.origin))
  }
  if (response.status === 401) throw new Problem(words.token)
  const answer = (await response.json()) as { error?: { message: string } }
  if (!response.ok) throw new Problem(answer.error?.message ?? String(response.status))
  return answer
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
    ...block(words.signed, request.signingString),
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

/** The value of a field among the path's parameters, in the query, or at the top of the body. */
function find(options: Json, field: string): unknown {
  const { query, json, ...parameters } = options as { query?: Json; json?: Json } & Json
  return parameters[field] ?? query?.[field] ?? json?.[field]
}

/** The same with another value in the field, wherever it is. */
function put(options: Json, field: string, value: unknown): Json {
  const set = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
    return Object.hasOwn(one, field) ? { ...one, [field]: value } : one
  }
  return set({ ...options, query: set(options['query']), json: set(options['json']) }) as Json
}

/** Another call's options with the values that this call has for the same fields. */
function fitted(options: Json, own: Json): Json {
  const names = [options, options['query'], options['json']].flatMap((part) => Object.keys(part ?? {}))
  return names.reduce((all, name) => {
    const value = name === 'query' || name === 'json' ? undefined : find(own, name)
    return value === undefined ? all : put(all, name, value)
  }, options)
}

function replace(options: Json, old: unknown, fresh: string): Json {
  const copy = (value: unknown): unknown => {
    if (value === old) return fresh
    if (Array.isArray(value)) return value.map(copy)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]))
  }
  return copy(options) as Json
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
