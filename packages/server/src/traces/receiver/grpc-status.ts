import { Metadata } from '@grpc/grpc-js'
import { encodeStatus } from '@pawl/core'
import type { Failure } from './failure.ts'

/** A status as grpc-js takes it, in answers and as an error. */
export interface GrpcStatus {
  readonly code: number
  readonly details: string
  readonly metadata: Metadata
}

/**
 * The status of a failed call. Where resending can help it carries a RetryInfo: in the details that gRPC defines, and
 * in the trailer of its own in which OpenTelemetry's Python exporter looks for it.
 */
export function grpcStatusOf({ rpcCode, message, retryAfterS }: Failure): GrpcStatus {
  const metadata = new Metadata()
  if (retryAfterS !== undefined) {
    const retryInfo = retryInfoOf(retryAfterS)
    const status = encodeStatus(message, rpcCode, 'protobuf')
    // Field 3 (`details`): messages on the wire are joined by appending.
    const details = shortField(3, Buffer.concat([shortField(1, retryInfoUrl), shortField(2, retryInfo)]))
    metadata.set('grpc-status-details-bin', Buffer.concat([status, details]))
    metadata.set('google.rpc.retryinfo-bin', retryInfo)
  }
  return { code: rpcCode, details: message, metadata }
}

const retryInfoUrl = Buffer.from('type.googleapis.com/google.rpc.RetryInfo')

/** google.rpc.RetryInfo{retry_delay: Duration{seconds}}. */
function retryInfoOf(seconds: number): Buffer {
  return shortField(1, Buffer.from([0x08, Math.min(seconds, 127)]))
}

/** A length-delimited field of fewer than 128 bytes, whose length takes one. */
function shortField(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content])
}
