import type { PageWords } from './page-words.ts'

export const english: PageWords = {
  api: 'API',
  notifications: 'Notifications',
  event: 'Notification',
  position: 'Position',
  officialName: 'Official name',
  officialChinese: 'official Chinese',
  headings: {
    request: 'Request',
    calls: 'Calls',
    answer: 'Answer',
    errors: 'Error codes',
    unknown: 'When the outcome is unknown',
    related: 'Related',
    seeAlso: 'See also',
    handler: 'Handler',
    payload: 'Payload',
    inSandbox: 'Receive it in the sandbox',
  },
  badges: {
    retry: {
      safe: 'Safe to repeat',
      idempotent: 'Idempotent by your number',
      never: 'Query first when the outcome is unknown',
    },
    businessKey: (name) => `Idempotency key ${name}`,
    sent: (count) => `${fields(count)} sent encrypted`,
    received: (count) => `${fields(count)} of the answer encrypted`,
    redirect: "For the user's browser",
    unsignedRequest: 'The request is not signed',
    unsigned: 'The answer is not signed',
    signsDigest: "The signature covers the file's digest",
    clientCert: 'Needs the client certificate',
    brand: 'Signed by the brand',
    unlisted: 'No longer in the official directory',
    deprecated: 'No longer updated',
    successors: (names) => `, use ${names.join(', ')}`,
    sandbox: {
      played: 'Sandbox: with state',
      remembered: 'Sandbox: remembers what you sent',
      example: 'Sandbox: answers by example',
    },
    official: 'Official documentation (Chinese)',
    xml: 'APIv2, XML',
    repeats: 'Comes more than once, and in any order',
  },
  fields: {
    name: 'Name',
    type: 'Type',
    text: 'Meaning',
    request: {
      required: 'Required',
      some: 'Required for some',
      lock: 'Sensitive: pass the plain text, the SDK encrypts it with the public key of WeChat Pay before it leaves',
    },
    response: {
      required: 'Always there',
      some: 'For some',
      lock: 'Sensitive: the SDK decrypts it with your private key before you get it',
    },
    encrypted: 'encrypted',
    noParameters: 'No parameters.',
    noBody: 'The answer has no body.',
    path: 'Path parameters',
    query: 'Query parameters',
    headers: 'Headers',
    bodies: { json: 'The body, sent as JSON', xml: 'The body, sent as XML', meta: 'Sent along with the file' },
    file: 'The file: { filename, content } or { path }; the SDK fills in digest and name',
    fileName: 'Name of the file',
    fileContent: 'Content of the file',
    callers: { merchant: 'merchants', partner: 'partners', brand: 'brands' },
    and: ' and ',
    requiredFor: (callers) => `Required for ${callers}`,
    onlyFor: (callers) => `Only for ${callers}`,
    usuallyRequired: 'Usually required, it depends on the kind of merchant',
    stop: '. ',
    semicolon: '; ',
  },
  limits: {
    bytes: (count) => `At most ${count} bytes in UTF-8`,
    items: ' items',
    characters: ' chars',
    format: 'format',
    digits: (least, most) => `${least}${most === undefined ? '' : ` to ${most}`} digits`,
    asDescribed: 'In the form that the description says',
    only: (sets) => `Only ${sets.join(', ')}`,
    sets: {
      digits: 'digits',
      letters: 'letters',
      upper: 'upper-case letters',
      lower: 'lower-case letters',
      chinese: 'Chinese characters',
      word: 'letters, digits, underscores',
    },
  },
  errors: {
    status: 'Status',
    code: 'Code and original words',
    meaning: 'Cause',
    remedy: 'What to do',
    none: 'The official documentation lists no error codes for this operation. For the common ones and what to do about them see [Errors](/guide/errors).',
  },
  calls: {
    async: 'Async',
    sync: 'Sync',
    addresses: { chain: 'chain', declared: 'declared', property: 'property' },
    all: 'All fields',
    required: 'Required fields',
    obtained: (field) => `WeChat Pay hands out \`${field}\`: query it before the call`,
    folded: ', in the folded line. ',
    styles:
      'The six do the same; choose one and stay with it, see [Three addresses, sync and async](/guide/six-styles). For calls that really block the thread import `wechatpay-ts/sync`.',
    tryIt: 'Try it in the sandbox on this machine',
    sameAddress: (addresses) =>
      `The same address is also written ${addresses.join(' or ')}; methods that end in \`…Async\` return the same promise.`,
    before: 'Query first',
  },
  answer: {
    redirect: "No request is sent: `data.url` is the address for the user's browser.",
    files: {
      text: 'The answer is plain text.',
      empty: 'The answer has no body.',
      pdf: 'The answer is a PDF file.',
      image: 'The answer is an image.',
    },
    example: 'Example',
  },
  unknown: {
    thrown:
      'After a timeout or a broken connection nobody knows whether WeChat Pay has acted, and the SDK throws `OutcomeUnknownError`',
    query: (link) => `, whose \`query()\` is ${link}. See [Retries and idempotency](/guide/retries).`,
    repeat:
      '. Send it again with the same number and the same parameters. See [Retries and idempotency](/guide/retries).',
    noQuery:
      '. No query tells the outcome of this operation: look at the merchant platform first, and do not send it again under another number. See [Retries and idempotency](/guide/retries).',
  },
  related: {
    operations: (links) => `Operations: ${links.join(' · ')}`,
    events: (links) => `Notifications: ${links.join(' · ')}`,
    official: (title) => `Official documentation (Chinese): ${title}`,
  },
  eventPage: {
    description: (name) => `Notification ${name}`,
    handler:
      'It verifies, decrypts, keeps copies out and answers; only then your code runs. Store what came before you return. How to act exactly once whenever the process dies, and all else, see [Notifications](/guide/webhook).',
    resource: 'The table is `event.resource`, decrypted.',
    resourceV2: 'The table is `event.resource`, verified; all values are text.',
    inSandbox: (name) =>
      `\`sandbox.control.notify('${name}')\` delivers a genuine one, signed and encrypted, with any content, see [The sandbox](/guide/sandbox).`,
    manyProcesses: 'several processes: postgresClaims or redisClaims',
    atLeastOnce:
      'at least once: let it be repeatable, or use postgresTransactions; when it throws, WeChat Pay delivers again later',
  },
  index: {
    intro: (count) =>
      `Each of the ${count} operations has a page: parameters, six ways to call it, the answer, errors, the official link. Every page says whether the sandbox plays the call with state, remembers its parameters or answers by example.`,
    common: 'Common products',
    other: 'Other products',
    byAddress: 'By address',
    count: (count) => `${count} operations`,
    between: ', ',
    partner: ' (partner)',
    events:
      'What WeChat Pay tells you by itself, all of it typed. How to receive, verify and answer, see [Notifications](/guide/webhook).',
    otherGroup: 'Other',
  },
  llms: {
    summary:
      'A WeChat Pay SDK for TypeScript (every documented operation of APIv3 and APIv2, requests and answers typed), and a sandbox of WeChat Pay on your own machine.',
    howToRead:
      'The address of any page with `.md` at its end is that page in Markdown. Read SKILL.md before you write code; then find the operation and read its page: parameters, limits, conditions, examples, error codes, and what to do when the outcome is unknown.',
    guides: 'Guides',
    files: 'Files',
    skill: 'for coding agents: how to choose a product, how to call, what errors mean, how to test in the sandbox',
    packages: 'what every import path of the packages exports',
    openapi: 'OpenAPI 3.1, all operations and notifications',
    full: 'all pages in one file',
    otherLanguage: '中文',
  },
  policy: { option: 'Option', standard: 'Default', meaning: 'Meaning', or: (others) => `; or ${others.join(', ')}` },
}

function fields(count: number): string {
  return `${count} field${count === 1 ? '' : 's'}`
}
