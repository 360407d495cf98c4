import { invalid } from '../../kernel/control/control-error.ts'
import type { ControlRoute } from '../../kernel/control/route.ts'
import { withBody } from '../../kernel/control/route.ts'
import { object } from '../../kernel/control/input.ts'
import type { MerchantCredentials } from '../../kernel/merchant/credentials.ts'
import { loadOperations } from '../../kernel/protocol/operation-tree.ts'
import { readAskedCall } from './asked-call.ts'
import type { PartnerNumbers } from './partner.ts'
import { signV2Call } from './sign-v2.ts'
import { signV3 } from './sign-v3.ts'

/** A call as people see it: the request and the answer. Headers are as on the wire. */
export interface Trial {
  readonly request: {
    readonly method: string
    readonly target: string
    readonly headers: Readonly<Record<string, string>>
    /** The text that the signature covers, without a key; empty where nothing is signed. */
    readonly signingString: string
    /** The body; for a form its fields, and of the file the name and the length. */
    readonly body: string
  }
  readonly answer: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** The text of the answer; for a file that is not text, its length. */
    readonly body: string
  }
}

export interface TrialOptions {
  /**
   * Returns the merchant that calls, and whether the client encrypts sensitive fields to the platform's certificate.
   */
  readonly merchant: () => Promise<{ readonly credentials: MerchantCredentials; readonly byCertificate: boolean }>
  /** Returns a partner and a merchant it acts for; creates them where the sandbox has none. */
  readonly partner: () => Promise<PartnerNumbers>
  /** The payment API only. A trial reaches no other part of the sandbox. */
  readonly api: (request: Request) => Promise<Response>
  /** Real time, ms. */
  readonly wallClock: () => number
}

/**
 * Creates the routes that make a call as the merchant and return all of it. They serve pages that show a call and must
 * not have the keys: the sandbox signs, so no key leaves it.
 */
export function trialRoutes({ merchant, partner, api, wallClock }: TrialOptions): ControlRoute[] {
  // Pages that ask at the same time share the answer, because each would create a partner of its own.
  let asking: Promise<PartnerNumbers> | undefined
  const sharedPartner = () => (asking ??= partner().finally(() => (asking = undefined)))
  return [
    {
      method: 'POST',
      path: '/try',
      about:
        '以商户的身份调用一个接口（APIv3、APIv2、品牌、上传），答请求行、请求头、签名串与应答 · make a call and show all of it',
      fromDocs: true,
      handle: withBody(readAskedCall, async (asked): Promise<Trial> => {
        const { method, path } = asked
        const found = (await loadOperations()).find(method, path.replace(/^\/(?:hk|global)(?=\/)/, ''))
        const operation = typeof found === 'number' ? undefined : await found.value()
        const signing = { operation, ...(await merchant()), now: wallClock() }
        const { target, headers, signingString, body, shownBody } =
          operation?.v2 === true ? await signV2Call(asked, operation, signing) : await signV3(asked, signing)
        if (method === 'GET' && body !== undefined) throw invalid('method', 'a method that has a body', method)
        const request = new Request(`http://sandbox.invalid${target}`, {
          method,
          headers,
          ...(body !== undefined && { body }),
        })
        const type = request.headers.get('content-type')
        const sent = type === null ? headers : { ...headers, 'Content-Type': type }
        const response = await api(request)
        return {
          request: { method, target, headers: sent, signingString, body: shownBody },
          answer: {
            status: response.status,
            headers: Object.fromEntries(response.headers),
            body: await bodyOf(response),
          },
        }
      }),
    },
    {
      method: 'POST',
      path: '/try/partner',
      about:
        '一个服务商与它的特约商户的号码，没有就新建；调用时用 ?mchid= 指名服务商 · numbers of a partner and a merchant it acts for',
      fromDocs: true,
      handle: withBody(object({}), sharedPartner),
    },
  ]
}

async function bodyOf(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return `${bytes.length} bytes`
  }
}
