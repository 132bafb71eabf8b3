const known: ReadonlyMap<string, string> = new Map([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['stop-sequence', 'stop'],
  ['eos', 'stop'],
  ['complete', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['max-tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['tool_call', 'tool_call'],
  ['tool_calls', 'tool_call'],
  ['tool-calls', 'tool_call'],
  ['tool_use', 'tool_call'],
  ['function_call', 'tool_call'],
  ['content_filter', 'content_filter'],
  ['content-filter', 'content_filter'],
  ['content_filtered', 'content_filter'],
  ['safety', 'content_filter'],
  ['error', 'error'],
])

/** One word per reason, whatever the provider calls it; reasons without a common word keep their own. '' when empty. */
export function normaliseFinishReason(reason: string): string {
  return known.get(reason) ?? known.get(reason.trim().toLowerCase()) ?? reason
}
