import type { DeliveryResult } from '@keywarden/routing';
import { z } from 'zod';
import { classify } from '../shared/classify.js';
import type { FullAnswer } from '../shared/http-client.js';
import type { Cluster } from './cluster.js';
import { ilmPolicy, ismPolicy } from './lifecycle.js';
import { indexTemplate, TEMPLATE_NAME } from './template.js';

const root = z.object({ version: z.object({ distribution: z.string().optional() }) });
const JSON_HEADERS = { 'content-type': 'application/json' };
const MISSING = 404;

/** What is put where, in this order. */
export interface SetupStep {
  path: string;
  body: object;
  /** A cluster may be built without it. */
  optional: boolean;
}

/** A cluster that is not OpenSearch is taken for Elasticsearch. */
export function setupSteps(isOpenSearch: boolean): readonly SetupStep[] {
  const lifecycle: Record<string, string> = isOpenSearch
    ? {}
    : { 'index.lifecycle.name': TEMPLATE_NAME };
  const policy = isOpenSearch
    ? { path: `/_plugins/_ism/policies/${TEMPLATE_NAME}`, body: ismPolicy, optional: true }
    : { path: `/_ilm/policy/${TEMPLATE_NAME}`, body: ilmPolicy, optional: false };
  const template = { path: `/_index_template/${TEMPLATE_NAME}`, body: indexTemplate(lifecycle) };
  return [policy, { ...template, optional: false }];
}

/**
 * Puts the life cycle and the index template into the cluster. What is there already stays as it is,
 * since an operator may have changed it.
 *
 * @returns the first failure, or nothing
 */
export async function install(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<DeliveryResult | undefined> {
  const about = await cluster.ask('/', { method: 'GET' }, signal);
  const fault = failed(cluster, about);
  if (fault !== undefined) return fault;
  for (const step of setupSteps(isOpenSearch(about as FullAnswer))) {
    const failure = await ensure(cluster, step, signal);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function ensure(
  cluster: Cluster,
  { path, body, optional }: SetupStep,
  signal: AbortSignal,
): Promise<DeliveryResult | undefined> {
  const there = await cluster.ask(path, { method: 'GET' }, signal);
  if ('outcome' in there) return there;
  if (there.status !== MISSING) {
    // Without the plugin, OpenSearch has no handler for its paths and answers 400.
    return optional && there.status === 400 ? undefined : failed(cluster, there);
  }
  const request = {
    method: 'PUT' as const,
    headers: JSON_HEADERS,
    body: Buffer.from(JSON.stringify(body)),
  };
  const answer = await cluster.ask(path, request, signal);
  return failed(cluster, answer, `set-up of ${path}: `);
}

function failed(
  cluster: Cluster,
  answer: Awaited<ReturnType<Cluster['ask']>>,
  what = 'set-up: ',
): DeliveryResult | undefined {
  const result = 'outcome' in answer ? answer : classify(answer, cluster.nowMs());
  if (result.outcome === 'delivered') return undefined;
  return { ...result, reason: `${what}${result.reason}` };
}

function isOpenSearch({ body }: FullAnswer): boolean {
  try {
    return root.safeParse(JSON.parse(body)).data?.version.distribution === 'opensearch';
  } catch {
    return false;
  }
}
