/** Names in use, in lower case, to the well-known values of `gen_ai.provider.name`. */
const wellKnown: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['claude', 'anthropic'],
  ['aws.bedrock', 'aws.bedrock'],
  ['aws_bedrock', 'aws.bedrock'],
  ['aws', 'aws.bedrock'],
  ['bedrock', 'aws.bedrock'],
  ['amazon_bedrock', 'aws.bedrock'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['azure.ai.openai', 'azure.ai.openai'],
  ['az.ai.openai', 'azure.ai.openai'],
  ['azure_openai', 'azure.ai.openai'],
  ['azure-openai', 'azure.ai.openai'],
  ['azure', 'azure.ai.openai'],
  ['azure.ai.inference', 'azure.ai.inference'],
  ['az.ai.inference', 'azure.ai.inference'],
  ['azure_ai', 'azure.ai.inference'],
  ['gcp.gemini', 'gcp.gemini'],
  ['gemini', 'gcp.gemini'],
  ['google', 'gcp.gemini'],
  ['google_genai', 'gcp.gemini'],
  ['google.generative-ai', 'gcp.gemini'],
  ['google-gla', 'gcp.gemini'],
  ['gcp.vertex_ai', 'gcp.vertex_ai'],
  ['vertex_ai', 'gcp.vertex_ai'],
  ['vertexai', 'gcp.vertex_ai'],
  ['vertex', 'gcp.vertex_ai'],
  ['google_vertexai', 'gcp.vertex_ai'],
  ['google.vertex', 'gcp.vertex_ai'],
  ['google-vertex', 'gcp.vertex_ai'],
  ['gcp.gen_ai', 'gcp.gen_ai'],
  // The agent kit does not say which of Google's endpoints answered.
  ['gcp.vertex.agent', 'gcp.gen_ai'],
  ['cohere', 'cohere'],
  ['mistral_ai', 'mistral_ai'],
  ['mistral', 'mistral_ai'],
  ['mistralai', 'mistral_ai'],
  ['groq', 'groq'],
  ['deepseek', 'deepseek'],
  ['perplexity', 'perplexity'],
  ['x_ai', 'x_ai'],
  ['xai', 'x_ai'],
  ['x-ai', 'x_ai'],
  ['ibm.watsonx.ai', 'ibm.watsonx.ai'],
  ['watsonx', 'ibm.watsonx.ai'],
  ['ibm_watsonx', 'ibm.watsonx.ai'],
  ['moonshot_ai', 'moonshot_ai'],
  ['moonshot', 'moonshot_ai'],
  ['moonshotai', 'moonshot_ai'],
])

/** Frameworks that name themselves where the provider belongs. Another alias may know better. */
const notProviders: ReadonlySet<string> = new Set(['langchain', 'llamaindex', 'unknown', 'other', '_other'])

/** The semantic conventions' name of a provider; unknown names in lower case. Undefined when the value names no provider. */
export function normaliseProvider(value: string): string | undefined {
  const known = wellKnown.get(value)
  if (known !== undefined) return known
  const name = value.trim().toLowerCase()
  if (name === '' || notProviders.has(name)) return undefined
  return wellKnown.get(name) ?? withoutApiSuffix(name)
}

/** The AI SDK appends the API to the provider: `openai.responses`, `google.vertex.chat`. */
function withoutApiSuffix(name: string): string {
  let end = name.lastIndexOf('.')
  while (end > 0) {
    const known = wellKnown.get(name.slice(0, end))
    if (known !== undefined) return known
    end = name.lastIndexOf('.', end - 1)
  }
  return name.replace(/\.(chat|completion|completions|responses|messages|embedding|image)$/, '')
}
