export type EmptyWordKind = 'time' | 'outcome' | 'vague' | 'container' | 'stage' | 'placeholder'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''))

/** Words that a dataset's name may have, but that say nothing of what it protects; singular. */
const emptyWords: readonly (readonly [EmptyWordKind, ReadonlySet<string>])[] = [
  [
    'time',
    words(`january february march april may june july august september october november december
      jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
      mon tue wed thu fri sat sun day week month quarter year today yesterday tomorrow daily weekly monthly nightly
      recent latest last this next spring summer autumn fall winter am pm date time sprint`),
  ],
  [
    'outcome',
    words(`bug failure fail failed failing error issue problem regression defect fault mistake broken break incident
      test testing case check eval evaluation benchmark fix fixed bad wrong good pass passed passing result output
      input example experiment trial run query prompt response request`),
  ],
  [
    'vague',
    words(`random misc miscellaneous various other some any all everything anything stuff thing general generic
      common mixed assorted interesting weird strange odd important critical main basic simple hard easy big small
      more extra additional different many few known unknown`),
  ],
  [
    'container',
    words(`dataset data set row item list collection sample group batch bucket folder file sheet csv jsonl export import
      golden gold regression adversarial synthetic production prod staging dev qa llm ai model gpt trace log`),
  ],
  [
    'stage',
    words(
      `new old older newer current previous final draft temp temporary tmp wip todo copy backup updated v version revision`,
    ),
  ],
  [
    'placeholder',
    words(
      `foo bar baz qux asdf qwerty abc xyz xxx yyy zzz untitled unnamed noname default demo my our your mine hello world`,
    ),
  ],
]

const stopWords =
  words(`a an the and or but not no nor of for to in on at by with without from into as is are was were be
  been being it its that those these through over under about between after before while during via per which who whom whose what when where why how must should shall will would can could
  may might do does did has have had always never only also then than so if else their they them he she his her we us
  you i every each answer answers row rows stay stays keep keeps right correct correctly`)

/** Why a word says nothing of what is protected; undefined for a word that may. */
export function emptyWordKind(word: string): EmptyWordKind | undefined {
  // Dates, quarters, weeks, versions, single letters: q3, w32, 2024, 12th, v2, x.
  if (/^(?:\p{N}+|q[1-4]|h[12]|w\d{1,2}|fy\d{2,4}|\d+(?:st|nd|rd|th)|\d{4}q[1-4])$/u.test(word)) return 'time'
  if (/^(?:v|r|rev|version)\d+$/.test(word)) return 'stage'
  if (/^[a-z]$/.test(word)) return 'placeholder'
  if (stopWords.has(word)) return 'vague'
  for (const form of singulars(word)) {
    const found = emptyWords.find(([, set]) => set.has(form))
    if (found !== undefined) return found[0]
  }
  return undefined
}

/** The word itself and what it may be the plural, or a numbered copy, of: test12 → test. */
function singulars(word: string): readonly string[] {
  const bare = word.replace(/\p{N}+$/u, '')
  const forms = [word, bare]
  for (const form of [word, bare]) {
    if (form.endsWith('ies')) forms.push(`${form.slice(0, -3)}y`)
    if (form.endsWith('es')) forms.push(form.slice(0, -2))
    if (form.endsWith('s')) forms.push(form.slice(0, -1))
  }
  return forms
}
