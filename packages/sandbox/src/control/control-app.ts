import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from '../kernel/world/logger.ts'
import { parseStrictJson } from '../kernel/validate/json-body.ts'
import { ControlError, invalid } from '../kernel/control/control-error.ts'
import { readBody } from '../kernel/protocol/read-body.ts'
import { guard } from './guard.ts'
import { isPlain } from '../kernel/control/input.ts'
import type { ControlRoute } from '../kernel/control/route.ts'
import { isDatabaseTrouble } from '../kernel/store/database/trouble.ts'

const MAX_BODY_BYTES = 64 * 1024
const MAX_DEPTH = 32

export interface ControlAppOptions {
  /** The routes of the sandbox's first merchant. */
  readonly routes: readonly ControlRoute[]
  /** Returns the routes for the merchant with this number; undefined if there is none. */
  readonly routesOf: (mchid: string) => Promise<readonly ControlRoute[] | undefined>
  /** Answers with server-sent events. */
  readonly stream: (context: Context) => Response
  /**
   * Required from everybody who connects over the network. Without a token, only pages and programs on this machine
   * have access.
   */
  readonly token?: string | undefined
  /** Origins of published documentation, whose pages may make the calls of `fromDocs` routes. */
  readonly docsOrigins: readonly string[]
  readonly logger: Logger
}

/**
 * Creates the control API: JSON in, JSON out, one clear error. It lists its routes at its root. `?mchid=` selects the
 * merchant; without it, the sandbox's first one is meant.
 */
export function createControlApp({ routes, routesOf, stream, token, docsOrigins, logger }: ControlAppOptions): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    context.res.headers.set('Cache-Control', 'no-store') // the merchant's keys are among the answers
  })
  app.use(guard(token, { origins: docsOrigins, allows: (method, path) => routes.some(isCall(method, path)) }))
  app.get('/', (context) =>
    context.json({
      routes: [
        ...routes.map(({ method, path, about }) => ({ method, path: `/_sandbox/api${path}`, about })),
        {
          method: 'GET',
          path: '/_sandbox/api/stream',
          about: '服务器推送：change 事件说明哪些东西变了、是哪几个 · server-sent events that name what changed',
        },
      ],
    }),
  )
  app.get('/stream', stream)
  for (const [index, { method, path }] of routes.entries()) {
    app.on(method, path, async (context) => {
      const params: Record<string, string> = context.req.param()
      const query: Record<string, string> = Object.fromEntries(new URL(context.req.url).searchParams)
      for (const [name, value] of Object.entries({ ...query, ...params })) {
        if (!isPlain(value)) throw invalid(name, 'text without control characters', value)
      }
      const { mchid, ...asked } = query
      const ofMerchant = mchid === undefined ? routes : await routesOf(mchid)
      const route = ofMerchant?.[index]
      if (!route) throw unknownMerchant(mchid)
      const answer = await route.handle({ params, query: asked, body: () => readJson(context) })
      if (typeof answer === 'string') return context.text(answer)
      return answer === undefined ? context.body(null, 204) : context.json(answer)
    })
  }
  app.all('*', ({ req }) => {
    const path = req.path.replace(/^\/_sandbox\/api/, '')
    const methods = routes.filter((route) => fits(route.path, path)).map(({ method }) => method)
    if (methods.length === 0) {
      throw new ControlError(404, 'NO_SUCH_ROUTE', `没有 ${req.path} · there is no ${req.path}`, {
        hint: 'GET /_sandbox/api 列出全部 · lists them all',
      })
    }
    throw new ControlError(
      405,
      'METHOD_NOT_ALLOWED',
      `${req.path} 不支持 ${req.method} · does not take ${req.method}`,
      {
        field: 'method',
        expected: methods.join(', '),
        received: req.method,
      },
    )
  })
  app.onError((error, context) => {
    if (error instanceof ControlError) {
      if (error.status === 401) context.header('WWW-Authenticate', 'Bearer')
      return context.json(error.toJSON(), error.status)
    }
    logger.error(`${context.req.method} ${context.req.path}`, error)
    if (isDatabaseTrouble(error)) {
      const message = '数据库暂时用不了，稍后再试 · the database is away, try again later'
      return context.json({ error: { code: 'DATABASE_AWAY', message } }, 503 satisfies ContentfulStatusCode)
    }
    return context.json(
      { error: { code: 'INTERNAL', message: '沙箱内部错误 · the sandbox failed' } },
      500 satisfies ContentfulStatusCode,
    )
  })
  return app
}

function unknownMerchant(mchid: string | undefined): ControlError {
  return new ControlError(404, 'NO_SUCH_MERCHANT', `没有这个商户 · there is no merchant ${mchid}`, {
    field: 'mchid',
    received: mchid,
    hint: 'GET /_sandbox/api/merchants 列出全部 · lists them all',
  })
}

/** Reads the body. An absent body counts as an empty object, so that commands without arguments need none. */
async function readJson({ req }: Context): Promise<unknown> {
  const bytes = await readBody(req.raw, MAX_BODY_BYTES, tooLarge)
  if (bytes.length === 0) return {}
  const type = req.header('content-type')
  if (!/^application\/json\s*(?:;|$)/i.test(type ?? '')) {
    throw new ControlError(415, 'NOT_JSON', `请求体须为 JSON · the body must be JSON`, {
      field: 'Content-Type',
      expected: 'application/json',
      received: type,
    })
  }
  const parsed = parseStrictJson(bytes, MAX_DEPTH)
  if ('value' in parsed) return parsed.value
  throw new ControlError(400, 'INVALID_JSON', `${parsed.defect} · the body is not JSON that can be read`, {
    expected: `JSON in UTF-8, no name twice in an object, at most ${MAX_DEPTH} levels deep`,
  })
}

function tooLarge(): ControlError {
  return new ControlError(413, 'TOO_LARGE', `请求体太大 · the body is too large`, {
    expected: `at most ${MAX_BODY_BYTES} bytes`,
  })
}

/** Whether a route is for pages of the documentation, and this call is for the route. */
function isCall(method: string, path: string): (route: ControlRoute) => boolean {
  return (route) =>
    route.fromDocs === true && route.method === method && fits(route.path, path.replace(/^\/_sandbox\/api/, ''))
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index])
}
