import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ask } from './call-pawl.ts'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser } from './open-browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const contentOf = (text: string) => ({
  model: 'scripted/m1',
  messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }],
})
const rowsOf = (questions: readonly string[]) =>
  questions.map((question) => ({
    input: { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: question }] }] },
    evaluators: ['names_the_policy'],
    status: 'active',
  }))

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe.skipIf(chromiumPath === undefined)('what is shipped', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let model: ScriptedModel
  /** An agent of the user's, and a receiver of webhooks that is down at first. */
  let agent: Awaited<ReturnType<typeof listen>>
  let receiver: Awaited<ReturnType<typeof listen>>
  let isReceiving = false
  const received: string[] = []

  const ask: Ask = (...request) => pawl.ask(...request)
  const open = (path: string) => browser.open(`${pawl.url}${path}`)
  const addDataset = async (name: string, questions: readonly string[]) => {
    await ask('/api/datasets', { name, purpose: 'regression' })
    await ask(`/api/datasets/${name}/rows`, { rows: rowsOf(questions), onDuplicate: 'add' })
  }
  const addPrompt = (name: string, text: string, dataset: string) =>
    ask('/api/prompts', { name, version: { content: contentOf(text) }, protectedBy: { datasets: [dataset] } })
  const verdict = (page: Page, title: string) =>
    region(page, 'Verdict').getByText(title, { exact: true }).waitFor({ timeout: 50_000 })
  const live = (page: Page) => page.getByRole('list', { name: 'Live' })

  beforeAll(async () => {
    const answer = (system: string) => (system.includes('careless') ? 'Any time.' : 'Returns within 30 days.')
    agent = await listen((_, response) => response.end('Returns within 30 days.'))
    receiver = await listen((request, response) => {
      request.on('data', (chunk: Buffer) => isReceiving && received.push(chunk.toString()))
      request.on('end', () => {
        response.statusCode = isReceiving ? 200 : 503
        response.end()
      })
    })
    ;[pawl, browser, model] = await Promise.all([
      startPawl({ PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' }),
      openBrowser(),
      startScriptedModel(answer),
    ])
    await ask('/api/providers/scripted', { baseUrl: model.baseUrl, isDefault: true }, 'PUT')
    const definition = { kind: 'contains', mode: 'any', values: ['30 days'] }
    await ask('/api/evaluators', { name: 'names_the_policy', definition })
    await addDataset('refund_policy', ['May I return the jacket?', 'How long may I wait?'])
    await addDataset('greetings', ['Good morning!', 'Is anybody there?'])
    await addDataset('agent_answers', ['Where is my order, and may I return it?'])
    await addPrompt('answer', 'You name the refund policy.', 'refund_policy')
    await addPrompt('greet', 'You are kind, and name the refund policy.', 'greetings')
  })
  afterAll(async () => {
    const closed = ({ server }: { readonly server: Server }) => {
      server.closeAllConnections()
      server.close()
    }
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
    await model?.[Symbol.asyncDispose]()
    if (agent) closed(agent)
    if (receiver) closed(receiver)
  })

  it('is several prompts together, decided by one gate and made live at once', async () => {
    const { page, mishaps } = await open('/releases/staging')
    const waiting = page.getByRole('list', { name: 'Waiting' })
    await waiting.getByLabel('Release answer together with others').check()
    await waiting.getByLabel('Release greet together with others').check()
    await page.getByRole('button', { name: 'Deploy 2 together…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy into staging' })
    await dialog.getByText('pawl gate run --env staging').waitFor()
    await dialog.getByRole('button', { name: 'Start a gate' }).click()
    const start = page.getByRole('dialog', { name: 'Start a gate' })
    expect(await start.getByLabel('Version of answer').inputValue()).toBe('1')
    expect(await start.getByLabel('Version of greet').inputValue()).toBe('1')
    await start.getByRole('button', { name: 'Start the gate' }).click()
    await verdict(page, 'Pass')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/answer.*greet/)
    await page.getByRole('button', { name: 'Deploy into staging' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByText('are live in staging').or(page.getByText('is live in staging')).first().waitFor()
    await page.goto(`${pawl.url}/releases/staging`)
    await expect.poll(() => live(page).getByText('Passed its gate').count()).toBe(2)
    expect(mishaps).toEqual([])
  })

  it('says on its gate since when it is live and by what, instead of a button that would do nothing', async () => {
    const { page } = await open('/gates')
    await page.getByRole('list', { name: 'Gates' }).getByRole('link').first().click()
    const panel = region(page, 'Verdict')
    await panel.getByRole('link', { name: 'Live in staging' }).waitFor()
    expect(await panel.textContent()).toMatch(/Passed its gate.*since/)
    expect(await panel.getByRole('button', { name: /Deploy/ }).count()).toBe(0)
  })

  it('is promoted only by the rules of where it goes: its own gate first, then one press', async () => {
    const { page, mishaps } = await open('/releases/production')
    await page.getByRole('button', { name: 'Promote', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Promote into production' })
    await dialog.getByRole('list', { name: 'What differs' }).getByText('answer').waitFor()
    expect(await dialog.getByRole('button', { name: 'Promote', exact: true }).count()).toBe(0)
    await dialog.getByRole('button', { name: 'What would settle it' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start a gate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start the gate' }).click()
    await verdict(page, 'Pass')
    await page.goto(`${pawl.url}/releases/production`)
    await page.getByRole('button', { name: 'Promote', exact: true }).click()
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
    await expect.poll(() => live(page).getByText('Passed its gate').count()).toBe(2)
    expect(await live(page).textContent()).toContain('Promoted')
    expect(mishaps).toEqual([])
  })

  it('keeps its button grey while nothing allows it, with the reason in sight and read aloud', async () => {
    await ask('/api/prompts/answer/versions', { content: contentOf('You are careless.') })
    const { page } = await open('/releases/production')
    const button = page.getByRole('button', { name: 'Deploy v2' })
    await button.waitFor()
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    const reason = page.locator(`[id="${await button.getAttribute('aria-describedby')}"]`)
    expect(await reason.isVisible()).toBe(true)
    expect(await reason.textContent()).toMatch(/no gate|No gate/)
    // By the API just the same, for whoever does not look at the page.
    const refused = await fetch(`${pawl.url}/api/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: pawl.url },
      body: JSON.stringify({ environment: 'production', release: { type: 'prompts', prompts: ['answer@2'] } }),
    })
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('pawl gate run')
  })

  it('says when an override is over: it stays live, and what was accepted is failing again', async () => {
    const override = { reason: 'A customer waits', expiresAt: new Date(Date.now() + 1500).toISOString() }
    const release = { type: 'prompts', prompts: ['answer@2'] }
    await ask('/api/deployments', { environment: 'production', release, override })
    const { page, mishaps } = await open('/releases/production')
    const note = page.getByRole('note', { name: 'Override is over' })
    await expect
      .poll(() =>
        page
          .reload()
          .then(() => live(page).waitFor())
          .then(() => note.count()),
      )
      .toBe(1)
    expect(await note.textContent()).toContain('failing again')
    expect(await note.textContent()).toContain('A customer waits')
    await page.goto(`${pawl.url}/releases`)
    await page.getByText('Override is over').first().waitFor()
    expect(mishaps).toEqual([])
  })

  it('is an agent that Pawl does not serve as well: the page says who has to enforce it', async () => {
    const { page, mishaps } = await open('/gates')
    await page.getByRole('button', { name: 'Start a gate' }).first().click()
    const start = page.getByRole('dialog', { name: 'Start a gate' })
    await start.getByRole('button', { name: 'An agent of yours' }).click()
    await start.getByLabel('Name').fill('support-agent')
    await start.getByLabel('Version', { exact: true }).fill('3f2a91c')
    await start.getByLabel('Address').fill(agent.url)
    await start.getByRole('button', { name: 'Start the gate' }).click()
    await verdict(page, 'Pass')
    await page.getByText('Its release is enforced by the exit code').waitFor()
    await page.getByRole('button', { name: 'Deploy into production' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.goto(`${pawl.url}/releases/production`)
    await live(page).getByText('support-agent').waitFor()
    expect(await live(page).textContent()).toMatch(/3f2a91c.*its pipeline enforces the gate/)
    expect(mishaps).toEqual([])
  })

  it('says which secret an agent lacks, and that this is no verdict', async () => {
    const target = { type: 'http', url: agent.url, headers: { authorization: 'Bearer ${secrets.AGENT_KEY}' } }
    const release = { type: 'external', name: 'support-agent', version: 'keyed', target }
    const { id } = await ask<{ id: string }>('/api/gates', { environment: 'production', release })
    const { page } = await open(`/gates/${id}`)
    await verdict(page, 'Stopped without a verdict')
    expect(await region(page, 'Verdict').textContent()).toContain('pawl secrets set AGENT_KEY')
    const button = region(page, 'Verdict').getByRole('button', { name: 'Deploy into production' })
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true')
  })

  it('is told to others, and told again by hand after they were down', async () => {
    await ask('/api/webhooks', { url: `${receiver.url}/hook`, events: ['deployment.rolled_back'], description: 'chat' })
    const { deployments } = await ask<{ deployments: { id: string; kind: string }[] }>(
      '/api/deployments?environment=production',
    )
    const to = deployments.find(({ kind }) => kind === 'promote')?.id
    await ask('/api/environments/production/rollback', { reason: 'Customers complained', to })
    const { page, mishaps } = await open('/webhooks')
    const deliveries = page.getByRole('list', { name: 'Deliveries' })
    await deliveries.getByText('503').waitFor()
    isReceiving = true
    await deliveries.getByRole('button').first().click()
    await deliveries.getByRole('button', { name: 'Send it again' }).click()
    await deliveries.getByText('delivered').first().waitFor()
    expect(received.join()).toContain('Customers complained')
    expect(mishaps).toEqual([])
  })

  it('has several gates, found by environment, each with its verdict', async () => {
    const { page } = await open('/gates')
    const gates = page.getByRole('list', { name: 'Gates' }).getByRole('link')
    await expect.poll(() => gates.count()).toBe(4)
    await page.goto(`${pawl.url}/gates?environment=staging`)
    await expect.poll(() => gates.count()).toBe(1)
    await gates.first().getByText('Pass', { exact: true }).waitFor()
  })

  it('stays quick over ten thousand rows: the page of its gate opens soon, and holds few of them at once', async () => {
    await ask('/api/datasets', { name: 'all_questions', purpose: 'regression' })
    for (let batch = 0; batch < 10; batch++) {
      const questions = Array.from({ length: 1000 }, (_, at) => `Question ${batch * 1000 + at}?`)
      await ask('/api/datasets/all_questions/rows', { rows: rowsOf(questions), onDuplicate: 'add' })
    }
    await addPrompt('large', 'You are careless.', 'all_questions')
    const policy = { environment: 'staging', maxTrials: 60 }
    await ask('/api/environments/staging/policy', { policy, reason: 'a short test' }, 'PUT')
    const release = { type: 'prompts', prompts: ['large'] }
    const { id } = await ask<{ id: string }>('/api/gates', { environment: 'staging', release })
    const { page } = await open('/gates')
    const startedMs = Date.now()
    await page.goto(`${pawl.url}/gates/${id}`)
    await page.getByRole('list', { name: 'Blocking rows' }).getByRole('button').first().waitFor()
    expect(Date.now() - startedMs).toBeLessThan(10_000)
    await expect.poll(() => region(page, 'Verdict').textContent(), { timeout: 60_000 }).toMatch(/Fail|Inconclusive/)
    await page.getByRole('button', { name: 'Show all 10,000' }).click()
    const pages = page.getByRole('navigation', { name: 'Pages of blocking rows' })
    await pages.getByText('1–100 of 10,000').waitFor()
    await pages.getByRole('button', { name: 'Later rows' }).click()
    await pages.getByText('101–200 of 10,000').waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(5000)
  })
})
