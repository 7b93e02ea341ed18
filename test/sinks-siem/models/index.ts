import type { Model } from '../model.ts';
import { elasticsearchModel } from './elasticsearch.ts';
import { falcoModel } from './falco.ts';
import { lokiModel } from './loki.ts';
import { otlpModel } from './otlp.ts';
import { s3Model } from './s3.ts';
import { splunkModel } from './splunk.ts';

/** One for each sink of this folder that speaks HTTP; each call starts with nothing stored. */
export const MODELS: readonly (() => Model)[] = [
  elasticsearchModel,
  falcoModel,
  lokiModel,
  otlpModel,
  s3Model,
  splunkModel,
];
