/**
 * System packages by purpose. `needs` says how to see that a package is there without asking a package
 * manager: the name of a program, or a path that exists. Names differ by distribution.
 */
export const packages = {
  build: [
    { needs: 'clang', apt: 'clang', dnf: 'clang', pacman: 'clang' },
    { needs: 'llvm-strip', apt: 'llvm', dnf: 'llvm', pacman: 'llvm' },
    { needs: 'bpftool', apt: 'bpftool', dnf: 'bpftool', pacman: 'bpf' },
    {
      needs: '/usr/include/bpf/libbpf.h',
      apt: 'libbpf-dev',
      dnf: 'libbpf-devel',
      pacman: 'libbpf',
    },
    {
      needs: '/usr/include/libelf.h',
      apt: 'libelf-dev',
      dnf: 'elfutils-libelf-devel',
      pacman: 'libelf',
    },
    { needs: '/usr/include/zlib.h', apt: 'zlib1g-dev', dnf: 'zlib-devel', pacman: 'zlib' },
    { needs: 'make', apt: 'make', dnf: 'make', pacman: 'make' },
    { needs: 'g++', apt: 'g++', dnf: 'gcc-c++', pacman: 'gcc' },
    { needs: 'pkg-config', apt: 'pkg-config', dnf: 'pkgconf-pkg-config', pacman: 'pkgconf' },
    { needs: 'python3', apt: 'python3', dnf: 'python3', pacman: 'python' },
  ],
  test: [
    { needs: 'redis-server', apt: 'redis-server', dnf: 'redis', pacman: 'redis' },
    {
      needs: 'java',
      apt: 'default-jre-headless',
      dnf: 'java-21-openjdk-headless',
      pacman: 'jre-openjdk-headless',
    },
    { needs: 'mvn', apt: 'maven', dnf: 'maven', pacman: 'maven' },
    { needs: 'kcat', apt: 'kcat', dnf: 'kcat', pacman: 'kcat' },
    { needs: 'etcd', apt: 'etcd-server', dnf: 'etcd', pacman: 'etcd' },
    { needs: 'etcdctl', apt: 'etcd-client', dnf: 'etcd', pacman: 'etcd' },
    { needs: 'openssl', apt: 'openssl', dnf: 'openssl', pacman: 'openssl' },
    {
      needs: 'qemu-system-x86_64',
      apt: 'qemu-system-x86',
      dnf: 'qemu-system-x86-core',
      pacman: 'qemu-system-x86',
    },
    { needs: 'busybox', apt: 'busybox-static', dnf: 'busybox', pacman: 'busybox' },
    {
      needs: '/usr/share/prometheus/alertmanager/default.tmpl',
      apt: 'prometheus-alertmanager',
      dnf: 'golang-github-prometheus-alertmanager',
      pacman: 'alertmanager',
    },
    { needs: 'rsyslogd', apt: 'rsyslog', dnf: 'rsyslog', pacman: 'rsyslog' },
    {
      needs: '/usr/share/doc/rsyslog-gnutls',
      apt: 'rsyslog-gnutls',
      dnf: 'rsyslog-gnutls',
      pacman: 'rsyslog',
    },
    { needs: 'apt-get', apt: 'apt', dnf: 'apt', pacman: 'apt' },
    { needs: 'dpkg-deb', apt: 'dpkg', dnf: 'dpkg', pacman: 'dpkg' },
    {
      needs: '/usr/share/keyrings/debian-archive-keyring.gpg',
      apt: 'debian-archive-keyring',
      dnf: 'debian-keyring',
      pacman: 'debian-archive-keyring',
    },
  ],
};

/** Which groups each use of the repository needs. */
export const groupsFor = { demo: [], start: ['build'], test: ['build', 'test'] };
