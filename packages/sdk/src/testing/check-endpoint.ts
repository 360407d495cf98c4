import { describeName, describeValue } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import { nonce } from '../crypto/nonce.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { isV2Type } from '../webhook/event.ts'
import { Endpoint, type SampleEvent, type Witness } from './endpoint.ts'
import { endpointChecks, type EndpointCheck } from './endpoint-checks.ts'
import type { TestPlatform } from './test-platform.ts'

export interface CheckEndpointOptions {
  /**
   * The platform whose deliveries the endpoint accepts: run the endpoint with this platform's `keys` beside or instead
   * of WeChat Pay's. Both need the same clock: `testPlatform({ keys, clock: systemTestClock })` for another process.
   */
  readonly platform: TestPlatform
  /**
   * Returns the events to send, oldest first, with unused numbers. Called for every delivery. Default: a pay-after
   * order that is confirmed and paid.
   */
  readonly events?: () => readonly [SampleEvent, ...SampleEvent[]]
  /**
   * Returns how often your code has acted on an event, from your own books; wait here for work that runs after the
   * answer. Answers alone do not show whether your code acted twice on a duplicate, or on a forgery before it refused
   * it. With this option, both fail.
   */
  readonly acted?: Witness
  /** Only these checks, by id. */
  readonly only?: readonly string[]
  /** Called with each result as its check ends. */
  readonly onResult?: (result: CheckResult) => void
  /** The `fetch` with which to send. */
  readonly fetch?: typeof globalThis.fetch
}

export interface CheckResult extends Pick<EndpointCheck, 'id' | 'title' | 'level'> {
  readonly passed: boolean
  /** The wrong behaviour; undefined when the check passed. */
  readonly problem: string | undefined
  /** The remedy; undefined when the check passed. */
  readonly remedy: EndpointCheck['remedy'] | undefined
}

export interface EndpointReport {
  readonly url: string
  /** Whether no check failed. */
  readonly passed: boolean
  readonly results: readonly CheckResult[]
  /** Formats one line per check, for people. */
  toString(): string
}

/**
 * Sends an endpoint the deliveries of WeChat Pay and its attackers: genuine, forged, altered, stale, duplicated,
 * concurrent and reordered ones, unknown types and keys, slow ones in chunks, and nonsense. The endpoint is real;
 * nothing of it is mocked.
 *
 * @param url http or https
 * @throws {RequestError} the address, the name of a check or the kind of an event is wrong
 * @example
 * const platform = await testPlatform({ keys: JSON.parse(process.env.TEST_KEYS!), clock: systemTestClock })
 * const report = await checkEndpoint('http://127.0.0.1:3000/wechatpay', { platform })
 * console.log(String(report))
 * process.exitCode = report.passed ? 0 : 1
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012075420
 */
export async function checkEndpoint(url: string, options: CheckEndpointOptions): Promise<EndpointReport> {
  const {
    platform,
    events = payafterOrder,
    acted,
    only,
    onResult,
    fetch = globalThis.fetch,
  } = ownOptions(requireObject('checkEndpoint', 'options', options))
  if (typeof platform?.signedNotification !== 'function') {
    throw new RequestError('platform', 'platform: expected what testPlatform() resolves to, received something else', {
      hint: {
        zh: '请传入 await testPlatform({ keys, clock: systemTestClock })',
        en: 'Pass await testPlatform({ keys, clock: systemTestClock }).',
      },
    })
  }
  if (!/^https?:\/\/[^/]+\/[^?#]*$/.test(url)) {
    throw new RequestError(
      'url',
      `url: expected an http(s) address with a path and without query, received ${describeValue(url)}`,
      {
        hint: {
          zh: '与 notify_url 的要求相同：有路径，没有查询参数',
          en: 'The rules of a notify_url: a path, no query.',
        },
      },
    )
  }
  const unknown = only?.find((id) => !endpointChecks.some((check) => check.id === id))
  if (unknown !== undefined) {
    const known = endpointChecks.map(({ id }) => id).join(', ')
    throw new RequestError('only', `only: there is no check called ${describeName(unknown)}; there are ${known}`)
  }
  if (isV2Type(events()[0].eventType)) {
    throw new RequestError('events', 'events: the checks are about signatures that APIv2 does not have', {
      hint: {
        zh: '请给 APIv3 的通知类型；APIv2 的 XML 用 signedNotification 逐条测试',
        en: 'Give event types of APIv3, and test the XML of APIv2 with signedNotification.',
      },
    })
  }
  const endpoint = new Endpoint(url, platform, events, fetch, acted)
  const results: CheckResult[] = []
  // Runs checks one after the other, so that the effects of one do not make the next one fail.
  for (const check of endpointChecks.filter(({ id }) => only?.includes(id) ?? true)) {
    const problem = await check.run(endpoint)
    const { id, title, level, remedy } = check
    const passed = problem === undefined
    const result: CheckResult = { id, title, level, passed, problem, remedy: passed ? undefined : remedy }
    results.push(result)
    onResult?.(result)
  }
  return { url, passed: results.every(({ passed }) => passed), results, toString: () => results.map(line).join('\n') }
}

function line({ passed, title, problem, remedy, level }: CheckResult): string {
  if (passed) return `✓ ${title.zh}（${title.en}）`
  return `✗ ${title.zh}（${title.en}，${level}）：${problem}\n    ${remedy?.zh}\n    ${remedy?.en}`
}

function payafterOrder(): readonly [SampleEvent, ...SampleEvent[]] {
  const order = {
    appid: 'wxd678efh567hg6787',
    mchid: '1900000109',
    service_id: '500001',
    out_order_no: nonce(),
    risk_amount: 9900,
  }
  return [
    { eventType: 'PAYSCORE.USER_ACCEPTED', resource: { ...order, state: 'USER_ACCEPTED' } },
    { eventType: 'PAYSCORE.USER_PAID', resource: { ...order, state: 'USER_PAID', total_amount: 1050 } },
  ]
}
