import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { groupsFor, packages } from '../packages.mjs';
import { run } from './run.mjs';
import { say } from './terminal.mjs';

// Debian keeps bpftool in sbin, which an ordinary user's PATH leaves out.
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
];

function isThere(needs) {
  if (isAbsolute(needs)) {
    return existsSync(needs);
  }
  return folders.some((folder) => {
    try {
      accessSync(join(folder, needs), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The package entries that this use needs and the system lacks. */
export function missingPackages(use, look = isThere) {
  return groupsFor[use].flatMap((group) => packages[group]).filter(({ needs }) => !look(needs));
}

/** The lines that tell a person what to install, one for each package manager. */
export function installAdvice(missing) {
  const names = (manager) => [...new Set(missing.map((entry) => entry[manager]))].join(' ');
  return [
    `  Debian, Ubuntu:  sudo apt-get install ${names('apt')}`,
    `  Fedora, RHEL:    sudo dnf install ${names('dnf')}`,
    `  Arch:            sudo pacman -S ${names('pacman')}`,
  ].join('\n');
}

/**
 * Installs what is missing when this is root on a system with apt; elsewhere prints the package names.
 * @returns {Promise<boolean>} whether everything is there now.
 */
export async function installPackages(use) {
  const missing = missingPackages(use);
  if (missing.length === 0) {
    return true;
  }
  const names = [...new Set(missing.map(({ apt }) => apt))];
  if (process.geteuid?.() !== 0 || !isThere('apt-get')) {
    process.stderr.write(
      `These system packages are missing: ${missing.map(({ needs }) => needs).join(', ')}.\n` +
        `${installAdvice(missing)}\nInstall them and run the same command again.\n`,
    );
    return false;
  }
  say(`Installing Debian packages: ${names.join(' ')}`);
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=300', '-q'];
  // In runlevel 1 a package that brings a daemon does not start it: the tests start their own.
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } };
  const install = () =>
    run([...apt, 'install', '-y', '--no-install-recommends', ...names], options);
  // Package lists may be absent or too old to name files that the mirror still has.
  if ((await install()) !== 0) {
    await run([...apt, 'update'], options);
    await install();
  }
  const still = missingPackages(use);
  if (still.length > 0) {
    process.stderr.write(
      `apt-get did not provide: ${still.map(({ needs }) => needs).join(', ')}.\n${installAdvice(still)}\n`,
    );
  }
  return still.length === 0;
}
