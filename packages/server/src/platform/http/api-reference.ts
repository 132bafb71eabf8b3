interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly unknown[]
}

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const

/** A readable page of the API: each call with its parameters. Plain HTML, so that it needs no script. */
export function apiReferencePage(document: {
  readonly info: { readonly version: string }
  readonly paths?: object
}): string {
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    methods.flatMap((method) => {
      const operation = (operations as Readonly<Record<string, Operation | undefined>>)[method]
      return operation === undefined ? [] : [renderOperation({ method, path, operation })]
    }),
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pawl API</title><style>${styles}</style></head>
<body><main><h1>Pawl API <small>${escapeHtml(document.info.version)}</small></h1>
<p>Every answer is JSON; errors are <code>application/problem+json</code> and say what would be right. The machine-readable
document is <a href="/api/openapi.json">/api/openapi.json</a>. Send a key as <code>Authorization: Bearer &lt;key&gt;</code>;
without keys a loopback server takes the project from <code>x-pawl-project</code>.</p>
${rows.join('\n')}</main></body></html>`
}

function renderOperation(call: {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}): string {
  const { method, path, operation } = call
  const parameters = (operation.parameters ?? []).map((parameter) => {
    const {
      name,
      in: place,
      required,
      description,
      schema,
    } = parameter as {
      name?: string
      in?: string
      required?: boolean
      description?: string
      schema?: { type?: unknown; enum?: readonly unknown[]; description?: string }
    }
    const type = schema?.enum === undefined ? String(schema?.type ?? '') : schema.enum.map(String).join(' | ')
    return `<tr><td><code>${escapeHtml(String(name))}</code>${required === true ? ' *' : ''}</td><td>${escapeHtml(String(place))}</td><td>${escapeHtml(type)}</td><td>${escapeHtml(description ?? schema?.description ?? '')}</td></tr>`
  })
  const table =
    parameters.length === 0
      ? ''
      : `<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${parameters.join('')}</tbody></table>`
  const about = [operation.summary, operation.description].filter((text) => text !== undefined).join(' ')
  return `<section><h2><span class="${method}">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h2><p>${escapeHtml(about)}</p>${table}</section>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

const styles = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1rem;margin:2rem 0 .25rem}h2 span{display:inline-block;min-width:4.5rem;font-size:.8rem}p{margin:.25rem 0}
table{border-collapse:collapse;width:100%;font-size:.85rem;margin:.5rem 0}td,th{text-align:left;vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid #8884}
small{font-weight:400;opacity:.7}section{border-top:1px solid #8884}`
