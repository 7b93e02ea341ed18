import { layerPolicies } from '../policy/layers.js';
import { sitePolicy, type Policy } from '../policy/schema.js';
import { ADMINISTRATORS } from './administrators.js';
import { BACKUP } from './backup.js';
import { CERTIFICATE_MANAGERS } from './certificate-managers.js';
import { CLOUDS } from './clouds.js';
import { CNI } from './cni.js';
import { COMPONENTS } from './components.js';
import { DISTRIBUTIONS } from './distributions.js';
import { KUBELET_RULES } from './kubelet.js';
import { MONITORING } from './monitoring.js';
import { OPENSHIFT } from './openshift.js';
import { PODS } from './pods.js';
import type { DefaultRule } from './rule.js';

/** The rules of whatever is a kubelet, which writes the volumes of every pod and reads them back. */
const KUBELETS: readonly string[] = ['kubelet', 'kubelet/image', 'k3s', 'microk8s'];

/** Nobody but a kubelet has business in the volumes of another pod, whatever else a rule covers. */
function withoutForeignPods(rules: readonly DefaultRule[]): DefaultRule[] {
  return rules.map((rule) => (KUBELETS.includes(rule.name) ? rule : { own_pod: false, ...rule }));
}

/** The layer that is shipped: who legitimately reads what, on every distribution of the catalogue. */
export const DEFAULT_LAYER = {
  name: 'default',
  policy: sitePolicy.parse({
    rules: withoutForeignPods([
      ...COMPONENTS,
      ...KUBELET_RULES,
      ...DISTRIBUTIONS,
      ...OPENSHIFT,
      ...CLOUDS,
      ...CNI,
      ...CERTIFICATE_MANAGERS,
      ...BACKUP,
      ...MONITORING,
      ...PODS,
      ...ADMINISTRATORS,
    ]),
  }),
};

/** The policy in force without a site's own. */
export const DEFAULT_POLICY: Policy = layerPolicies([DEFAULT_LAYER]);
