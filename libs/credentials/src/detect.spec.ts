import { describe, expect, it } from 'vitest';
import { DISTRIBUTIONS } from './catalogue.js';
import { detectDistributions, MARKER_PATHS } from './detect.js';

const detect = (...paths: string[]) => detectDistributions((path) => paths.includes(path));

describe('detectDistributions', () => {
  it('finds none on a node without Kubernetes', () => {
    expect(detect('/etc/passwd', '/var/lib/kubelet')).toEqual([]);
  });

  it('finds one by a single marker', () => {
    expect(detect('/usr/local/bin/k3s')).toEqual(['k3s']);
    expect(detect('/etc/kubernetes/azure.json')).toEqual(['AKS']);
  });

  it('finds several where one is built on another', () => {
    expect(detect('/kind/version', '/etc/kubernetes/admin.conf')).toEqual(['kubeadm', 'kind']);
  });

  it('knows only distributions of the catalogue, each by a path of its own', () => {
    expect(new Set(MARKER_PATHS).size).toBe(MARKER_PATHS.length);
    const all = detectDistributions(() => true);
    expect(all.filter((name) => !DISTRIBUTIONS.includes(name))).toEqual([]);
    const without = DISTRIBUTIONS.filter((name) => !all.includes(name));
    expect(without).toEqual(['generic', 'CNI']);
  });
});
