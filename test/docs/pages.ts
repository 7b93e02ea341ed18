import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/paths.ts';

/** A Markdown page of the repository. */
export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Reads a page by its path from the root of the repository. */
export function page(path: string): Page {
  return { path, text: readFileSync(join(repositoryRoot, path), 'utf8') };
}

/** Paths of the files that are or would be committed and match a pattern of git's. */
export function tracked(...patterns: readonly string[]): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns];
  const paths = execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8' });
  return paths
    .trim()
    .split('\n')
    .filter((path) => existsSync(join(repositoryRoot, path)));
}

/** The contents of the fenced blocks of one language. */
export function fences({ text }: Page, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content = '']) => content);
}

/** The shell commands of a page, continuation lines joined, comments left out. */
export function commands(source: Page): string[] {
  return fences(source, 'sh')
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Targets of the relative links of a page, without their anchors. */
export function relativeLinks({ text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ''));
}
