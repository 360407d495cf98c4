import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export interface Completion {
  readonly milliseconds: number
  readonly labels: readonly string[]
}

/** Talks to TypeScript's language server as an editor does. */
export class LanguageServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #uri: string
  #received = Buffer.alloc(0)
  #lastId = 0
  #version = 0

  /**
   * @param tsc the compiler's script
   * @param file edited in memory only; its folder holds the tsconfig.json
   */
  constructor(tsc: string, folder: string, file: string) {
    this.#uri = pathToFileURL(`${folder}/${file}`).href
    this.#child = spawn(process.execPath, [tsc, '--lsp', '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  async open(text: string): Promise<void> {
    await this.#ask('initialize', { processId: process.pid, rootUri: null, capabilities: {} })
    this.#tell('initialized', {})
    const textDocument = { uri: this.#uri, languageId: 'typescript', version: this.#version, text }
    this.#tell('textDocument/didOpen', { textDocument })
  }

  /** Changes the text, then requests completions at its end and measures the answer's time. */
  async complete(text: string): Promise<Completion> {
    const textDocument = { uri: this.#uri, version: ++this.#version }
    this.#tell('textDocument/didChange', { textDocument, contentChanges: [{ text }] })
    const lines = text.split('\n')
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
    const began = performance.now()
    const result = await this.#ask('textDocument/completion', { textDocument, position })
    const milliseconds = performance.now() - began
    const { items } = result as { readonly items: readonly { readonly label: string }[] }
    return { milliseconds, labels: items.map((item) => item.label) }
  }

  /** Peak memory of the server process that tsc's script starts; Linux only. */
  async peakMegabytes(): Promise<number | undefined> {
    if (process.platform !== 'linux') return undefined
    const { pid } = this.#child
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const status = await readFile(`/proc/${children.trim() || pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024
  }

  async close(): Promise<void> {
    await this.#ask('shutdown', undefined)
    this.#tell('exit', undefined)
    await once(this.#child, 'exit')
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
      this.#send({ id, method, params })
    })
  }

  #tell(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, end))?.[1])
      const next = end + 4 + length
      if (this.#received.length < next) return
      this.#take(JSON.parse(this.#received.toString('utf8', end + 4, next)) as Message)
      this.#received = this.#received.subarray(next)
    }
  }

  #take(message: Message): void {
    if (message.id === undefined) return
    // The server requests settings and waits for an answer, so every setting is answered as unset.
    if (message.method) this.#send({ id: message.id, result: message.params?.items?.map(() => null) ?? null })
    else this.#waiting.get(message.id)?.(message)
  }
}
