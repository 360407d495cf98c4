import { type Read, type ReadObject, inQuery } from './input.ts'

/** One route of the control API as data, from which the list of routes is also made. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below `/_sandbox/api`, with `:parameters`. */
  readonly path: string
  /** Description in Chinese and English. */
  readonly about: string
  /** Pages of the documentation may call it from an origin of their own. All other routes are the sandbox's page's alone. */
  readonly fromDocs?: true
  /** @returns an object for JSON, a text for text, undefined for 204 */
  readonly handle: (request: ControlRequest) => Promise<object | string | undefined>
}

export interface ControlRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: () => Promise<unknown>
}

/** Reads a route's query before anything is looked up. */
export function withQuery<T>(
  read: ReadObject<T>,
  find: (input: T, params: Readonly<Record<string, string>>) => Promise<object>,
): ControlRoute['handle'] {
  const readQuery = inQuery(read)
  return async ({ params, query }) => find(readQuery(query, ''), params)
}

/** Reads a route's body before anything is done. */
export function withBody<T>(
  read: Read<T>,
  act: (input: T, params: Readonly<Record<string, string>>) => Promise<object | undefined>,
): ControlRoute['handle'] {
  return async ({ params, body }) => act(read(await body(), ''), params)
}
