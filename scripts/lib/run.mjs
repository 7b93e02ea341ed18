import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root, toolEnvironment } from './paths.mjs';

/**
 * Runs a command in the repository with the terminal as its own and resolves to its exit code
 * (128 + signal number when a signal ended it, 127 when it could not be started). SIGTERM is passed
 * on; SIGINT reaches the child from the terminal by itself.
 */
export async function run([command, ...args], { env = {} } = {}) {
  const child = spawn(command, args, { cwd: root, env: toolEnvironment(env), stdio: 'inherit' });
  const terminate = () => child.kill('SIGTERM');
  const wait = () => undefined;
  process.on('SIGTERM', terminate);
  process.on('SIGINT', wait);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => {
        process.stderr.write(`cannot run ${command}: ${error.message}\n`);
        resolve(127);
      });
      child.once('close', (code, signal) => {
        resolve(code ?? 128 + (constants.signals[signal] ?? 0));
      });
    });
  } finally {
    process.off('SIGTERM', terminate);
    process.off('SIGINT', wait);
  }
}
