/**
 * A file to upload: a `File`, a path (Node only), or content with a name. The media type, where it is not given, follows
 * from the name's extension.
 */
export type UploadFile =
  | File
  | { readonly path: string; readonly filename?: string; readonly mediaType?: string }
  | {
      readonly filename: string
      readonly content: Blob | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>
      readonly mediaType?: string
    }
