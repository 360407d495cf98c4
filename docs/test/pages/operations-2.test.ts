import { runOperationPages } from '../support/operation-pages.ts'

runOperationPages(1)
