import type { Read } from './input.ts'

/** One route of the control API, as data: the list of routes is made of the same. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/_sandbox/api`, with `:parameters`. */
  readonly path: string
  /** What it does, in Chinese and English. */
  readonly about: string
  /** @returns an object for JSON, text for text, nothing for 204 */
  readonly handle: (request: ControlRequest) => Promise<object | string | undefined>
}

export interface ControlRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: () => Promise<unknown>
}

/** A route whose query is read before anything is looked up. */
export function asking<T>(
  read: Read<T>,
  find: (input: T, params: Readonly<Record<string, string>>) => Promise<object>,
): ControlRoute['handle'] {
  return async ({ params, query }) => find(read(query, ''), params)
}

/** A route whose body is read before anything is done. */
export function taking<T>(
  read: Read<T>,
  act: (input: T, params: Readonly<Record<string, string>>) => Promise<object | undefined>,
): ControlRoute['handle'] {
  return async ({ params, body }) => act(read(await body(), ''), params)
}
