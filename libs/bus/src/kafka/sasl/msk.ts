import { KeywardenError } from '@keywarden/contracts';
import type { Token } from './token.js';

/**
 * A token for Amazon MSK with IAM: a signed URL, made from the credentials that the AWS SDK finds
 * (variables, web identity of the pod, instance). The signer is loaded here and not before, because
 * nobody else should pay for the AWS SDK.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE` when there are no credentials
 */
export async function mskToken(region: string): Promise<Token> {
  try {
    const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
    const { token, expiryTime } = await generateAuthToken({ region });
    return { value: token, expiresMs: expiryTime };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new KeywardenError('KW_BUS_UNREACHABLE', `no token for MSK: ${message}`, {
      retryable: true,
      where: `AWS region ${region}`,
      hint: "Give the process credentials of AWS: an IAM role for its service account, or the SDK's variables.",
      cause,
    });
  }
}
