import type { TriedCall, Trial } from '../../generator/parts/try-it.ts'
import { stageNumbers } from '../../generator/calls/stage-values.ts'
import type { Words } from './try-it-words.ts'
import { find, fitted, mapTexts, put, type Json } from './try-it-options.ts'

/** The sandbox's view of a call: `Trial` of its control API. */
export interface Shown {
  readonly request: {
    method: string
    target: string
    headers: Record<string, string>
    signingString: string
    body: string
  }
  readonly answer: { status: number; headers: Record<string, string>; body: string }
}

/** The end of an attempt: what happened before, and the call itself or the step that was refused. */
export interface Attempt {
  readonly steps: readonly string[]
  /** The options that were sent, with the numbers and values that were filled in. */
  readonly options: Json
  readonly shown: Shown
  /** The new number, if the call was prepared under one. */
  readonly number: string | undefined
}

/** A problem, described in words for the reader. */
export class Problem extends Error {}

interface Sandbox {
  readonly base: string
  /** `?mchid=` of a caller who is not the sandbox's first merchant. */
  readonly caller: string
  readonly words: Words
}

/** The reader's wishes. */
export interface Asked {
  /** The sandbox's address. */
  readonly base: string
  readonly options: Json
  /** Whether to prepare what the call needs. */
  readonly prepared: boolean
  /** The number of the last attempt, which gives way to a new one. */
  readonly last?: string | undefined
  readonly words: Words
}

/**
 * Makes the call of a page in the reader's own sandbox, and before it what it needs.
 *
 * @throws {Problem} no sandbox answers there, or it refuses to make the call
 */
export async function runTrial(trial: Trial, asked: Asked): Promise<Attempt> {
  const { base, options: given, prepared, last, words } = asked
  const { as, before, obtains, today = [], yesterday } = trial
  const partner = as === 'partner' ? await partnerOf(base, words) : undefined
  const sandbox: Sandbox = { base, caller: partner ? `?mchid=${partner.mchid}` : '', words }
  const fresh = `T${Date.now()}`
  const old = numberOf(trial, given)
  const isRenamed = prepared && before?.number !== undefined
  const further = before?.further ?? []
  const renamed = (text: string): string => {
    if (text === old) return fresh
    const index = further.indexOf(text)
    if (index !== -1) return fresh + String.fromCodePoint(0x41 + index)
    return (last === undefined ? text : text.replaceAll(last, fresh)).replaceAll('{number}', fresh)
  }
  const rename = (options: Json): Json => {
    const named = partner ? withNumbers(options, partner) : options
    return isRenamed ? mapTexts(named, renamed) : named
  }
  let options = rename(given)
  const number = isRenamed ? fresh : last

  const steps: string[] = []
  const handedOut: Json = {}
  for (const step of prepared ? (before?.steps ?? []) : []) {
    if (typeof step === 'string') {
      const [path = '', body = '{}'] = step.replace('{number}', fresh).split(' ', 2)
      await ask(sandbox, path, JSON.parse(body) as object)
      steps.push(`${path.startsWith('balances/') ? words.control : words.user} ${path}`)
      continue
    }
    const moments = await withMoments(sandbox, { ...step, options: rename(step.options) })
    const asked = withAll(await withToday(sandbox, moments, today), handedOut)
    const made = await attempt(sandbox, { ...step, options: asked })
    steps.push(inShort(made))
    if (isRefused(made)) return { steps, options, shown: made, number }
    const { gives } = step
    if (gives !== undefined) handedOut[gives] = (JSON.parse(made.answer.body) as Json)[gives]
  }
  options = withAll(options, handedOut)
  if (prepared) options = await withMoments(sandbox, { ...trial, options })
  if (obtains) {
    const query = { ...obtains.from, options: fitted(rename(obtains.from.options), options) }
    const queried = await attempt(sandbox, query)
    steps.push(inShort(queried))
    const value = isRefused(queried) ? undefined : (JSON.parse(queried.answer.body) as Json)[obtains.field]
    if (value !== undefined) options = put(options, obtains.field, value)
  }
  if (prepared) options = await withToday(sandbox, options, today)
  if (yesterday) {
    const clock = (await ask(sandbox, 'clock')) as { now: number }
    const day = beijing(clock.now - DAY_MS).slice(0, '2026-03-01'.length)
    for (const field of yesterday)
      options = put(options, field, String(find(options, field)).includes('-') ? day : digitsOf(day))
  }
  return { steps, options, shown: await attempt(sandbox, { ...trial, options }), number }
}

function withAll(options: Json, values: Json): Json {
  return Object.entries(values).reduce((all, [field, value]) => put(all, field, value), options)
}

/** The options of a call with moments that lie as many days after the sandbox's present as the call asks for. */
async function withMoments(sandbox: Sandbox, { options, days }: TriedCall): Promise<Json> {
  if (!days) return options
  const { now } = (await ask(sandbox, 'clock')) as { now: number }
  const moments = Object.entries(days).map(([field, count]) => [
    field,
    // The next whole second: a stock may not begin in the past.
    beijing(Math.ceil(now / 1000) * 1000 + count * DAY_MS).replace('.000Z', '+08:00'),
  ])
  return withAll(options, Object.fromEntries(moments) as Json)
}

/** The options with the sandbox's present day in the fields of these names. */
async function withToday(sandbox: Sandbox, options: Json, fields: readonly string[]): Promise<Json> {
  if (fields.length === 0) return options
  const { now } = (await ask(sandbox, 'clock')) as { now: number }
  const day = digitsOf(beijing(now)).slice(0, 'yyyyMMdd'.length)
  return withAll(options, Object.fromEntries(fields.map((field) => [field, day])))
}

const DAY_MS = 86_400_000

/** @returns Beijing time as `2026-03-01T10:00:00.000Z`, whose Z is to be ignored */
function beijing(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString()
}

/** Date and time as digits, without fractions of a second. */
function digitsOf(iso: string): string {
  return iso.replaceAll(/\D/g, '').slice(0, 14)
}

/** The number that gives way to a new one: the call's own, or that of the query which the call depends on. */
function numberOf({ before, obtains }: Trial, options: Json): unknown {
  if (before?.number === undefined) return undefined
  return find(options, before.number) ?? (obtains && find(obtains.from.options, before.number))
}

interface PartnerNumbers {
  readonly mchid: string
  readonly appid: string
  readonly sub_mchid: string
  readonly sub_appid: string
}

async function partnerOf(base: string, words: Words): Promise<PartnerNumbers> {
  return (await ask({ base, caller: '', words }, 'try/partner', {})) as PartnerNumbers
}

/** The options with the sandbox's partner and merchant in the place of those that the pages speak of. */
function withNumbers(options: Json, { mchid, appid, sub_mchid, sub_appid }: PartnerNumbers): Json {
  const own: Readonly<Record<string, string>> = {
    [stageNumbers.partner]: mchid,
    [stageNumbers.partnerAppid]: appid,
    [stageNumbers.sub_mchid]: sub_mchid,
    [stageNumbers.sub_appid]: sub_appid,
  }
  return mapTexts(options, (text) => own[text] ?? text)
}

/** APIv2 refuses with status 200. */
function isRefused({ answer: { status, body } }: Shown): boolean {
  return status >= 300 || /<return_code>(?:<!\[CDATA\[)?FAIL/.test(body)
}

function inShort({ request, answer }: Shown): string {
  return `${request.method} ${request.target} → ${answer.status}`
}

async function attempt(sandbox: Sandbox, { method, path, options }: TriedCall): Promise<Shown> {
  const { query, json, xml, meta, file, ...parameters } = options
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name]
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
      throw new Problem(sandbox.words.missing(name))
    return encodeURIComponent(value)
  })
  return (await ask(sandbox, 'try', { method, path: target, query, json, xml, meta, file })) as Shown
}

/** A call of the sandbox's control API; a body makes it a POST. */
async function ask({ base, caller, words }: Sandbox, path: string, body?: object): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`${base}/_sandbox/api/${path}${caller}`, {
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
