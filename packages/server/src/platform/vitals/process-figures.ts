import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Meter } from '@opentelemetry/api'

export interface ProcessFigures {
  /** Resident memory, and how late the event loop was at worst in 1 of 100 turns since the start. */
  state(): { readonly rssBytes: number; readonly loopDelayP99Ms: number }
}

/** Figures of the process, named as OpenTelemetry's conventions for processes and Node name them. */
export function watchProcess(meter: Meter): ProcessFigures {
  const loopDelay = monitorEventLoopDelay({ resolution: 10 })
  loopDelay.enable()
  const gauge = (name: string, description: string, unit: string) =>
    meter.createObservableGauge(name, { description, unit })
  const rss = gauge('process.memory.usage', 'Resident memory', 'By')
  const heap = gauge('v8js.memory.heap.used', 'Heap of the main thread', 'By')
  const uptime = gauge('process.uptime', 'Time since the start', 's')
  const p50 = gauge('nodejs.eventloop.delay.p50', 'Lateness of the event loop, median since the start', 's')
  const p99 = gauge('nodejs.eventloop.delay.p99', 'Lateness of the event loop, 99th percentile since the start', 's')
  const max = gauge('nodejs.eventloop.delay.max', 'Lateness of the event loop, worst since the start', 's')
  const cpu = meter.createObservableCounter('process.cpu.time', { description: 'CPU time of all threads', unit: 's' })
  meter.addBatchObservableCallback(
    (result) => {
      const { rss: rssBytes, heapUsed } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      result.observe(rss, rssBytes)
      result.observe(heap, heapUsed)
      result.observe(uptime, process.uptime())
      result.observe(p50, loopDelay.percentile(50) / 1e9)
      result.observe(p99, loopDelay.percentile(99) / 1e9)
      result.observe(max, loopDelay.max / 1e9)
      result.observe(cpu, user / 1e6, { 'cpu.mode': 'user' })
      result.observe(cpu, system / 1e6, { 'cpu.mode': 'system' })
    },
    [rss, heap, uptime, p50, p99, max, cpu],
  )
  return {
    state: () => ({ rssBytes: process.memoryUsage().rss, loopDelayP99Ms: loopDelay.percentile(99) / 1e6 }),
  }
}
