import type { Channels } from './channels.ts'

const nobody = { hasSubscribers: false, publish: () => undefined }

/** Nobody can subscribe where there is no `node:diagnostics_channel`. */
export const channels: Channels = { request: nobody, response: nobody, retry: nobody }
