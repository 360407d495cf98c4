import { concatBytes } from '../crypto/bytes.ts'
import { MemoryStore, needsNode, type FileTools } from './file-store.ts'

async function* decrypt(
  source: AsyncIterable<Uint8Array>,
  key: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array, void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  yield new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: nonce }, imported, concatBytes(...chunks)))
}

export const webFiles: FileTools = {
  store: (algorithm) => new MemoryStore(algorithm),
  decrypt: decrypt as FileTools['decrypt'],
  save: () => Promise.reject(needsNode('saving a file')),
}
