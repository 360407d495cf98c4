/**
 * A file to upload: a `File`, a path (Node only), or content with a name. Without a media type, the name's extension
 * determines it.
 */
export type UploadFile =
  | File
  | { readonly path: string; readonly filename?: string; readonly mediaType?: string }
  | {
      readonly filename: string
      readonly content: Blob | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>
      readonly mediaType?: string
    }
