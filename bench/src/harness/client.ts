import { OUT_ORDER_NO } from './completion.ts'
import { answerQuestions } from './child.ts'
import { measure } from './measure.ts'
import { makeSubject, type SubjectName } from '../subjects/index.ts'
import type { Connection, Subject } from '../subjects/subject.ts'

export type ClientQuestion =
  | { readonly ask: 'start'; readonly subject: SubjectName; readonly connection: Connection }
  | { readonly ask: 'measure'; readonly inFlight: number; readonly durationMs: number }
  | { readonly ask: 'repeat'; readonly times: number }

/** The subject of this process. */
let subject: Subject

answerQuestions<ClientQuestion>(async (question) => {
  switch (question.ask) {
    case 'start':
      subject = await makeSubject(question.subject, question.connection)
      return checkedCall()
    case 'measure':
      return measure(() => subject.complete(), question.inFlight, question.durationMs)
    case 'repeat':
      for (let left = question.times; left > 0; left--) await subject.complete()
  }
})

/** Checks the answer, because a subject that skips the work would be the fastest. */
async function checkedCall(): Promise<void> {
  const { out_order_no } = await subject.complete()
  if (out_order_no !== OUT_ORDER_NO) throw new Error(`the answer is about ${out_order_no}`)
}
