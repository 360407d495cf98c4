/** The part of a channel that the client uses. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** One channel for each kind of event. */
export interface Channels {
  readonly request: Channel
  readonly response: Channel
  readonly retry: Channel
}
