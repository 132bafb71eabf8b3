// What the agent did about each row's task on the other days, as recorded outputs for a run or a gate: one JSON line a trial.
//
//   node examples/airline/recordings.mjs transcripts.jsonl rows.jsonl --trials 1,2,3 > gpt-4o.jsonl
//   node examples/airline/recordings.mjs transcripts.jsonl rows.jsonl --answer-key > answer-key.jsonl
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { trials: { type: 'string', default: '0,1,2,3' }, 'answer-key': { type: 'boolean', default: false } },
})
const [conversations, rows] = positionals.map((file) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
)
const trials = values.trials.split(',').map(Number)

for (const { pawl_row: rowId, metadata } of rows) {
  const recorded = conversations.filter(({ task_id: task }) => task === metadata.task)
  if (values['answer-key']) {
    const toolCalls = recorded[0].expected_actions.map(({ name, kwargs }) => ({ name, arguments: kwargs }))
    console.log(JSON.stringify({ rowId, output: '', toolCalls }))
    continue
  }
  for (const trial of trials) {
    const { messages } = recorded.find((each) => each.trial === trial)
    console.log(JSON.stringify({ rowId, output: lastWords(messages), toolCalls: callsOf(messages) }))
  }
}

/** This agent makes one call at a time, so the message after a call is its result. Call ids come again, and tell nothing. */
function callsOf(messages) {
  return messages.flatMap(({ tool_calls: calls = [] }, at) =>
    calls.map(({ function: { name, arguments: given } }) => {
      const isError = messages[at + 1]?.content?.startsWith('Error') ?? false
      return { name, arguments: JSON.parse(given), ...(isError && { isError }) }
    }),
  )
}

function lastWords(messages) {
  return messages.findLast(({ role, tool_calls: calls }) => role === 'assistant' && calls === undefined)?.content ?? ''
}
