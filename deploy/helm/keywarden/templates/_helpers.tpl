{{- define "keywarden.name" -}}
{{- if contains "keywarden" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-keywarden" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- /* Labels that select the pods of one part; called with (dict "root" $ "part" "collector"). */ -}}
{{- define "keywarden.selector" -}}
app.kubernetes.io/name: keywarden
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "keywarden.labels" -}}
{{ include "keywarden.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "keywarden.image" -}}
{{ .root.Values.image.registry }}/{{ .part }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- /* The section `sasl`: only the keys that belong to the mechanism. */ -}}
{{- define "keywarden.sasl" -}}
{{- $sasl := dict "mechanism" .mechanism }}
{{- $folder := "/etc/keywarden-secrets/kafka-sasl" }}
{{- if eq .mechanism "aws-msk-iam" }}
{{- with .region }}{{ $_ := set $sasl "region" . }}{{ end }}
{{- else }}
{{- $_ := required "kafka.sasl.secretName is needed with kafka.sasl.mechanism" .secretName }}
{{- if eq .mechanism "oauthbearer" }}
{{- $_ := set $sasl "token_endpoint" (required "kafka.sasl.tokenEndpoint is needed with oauthbearer" .tokenEndpoint) }}
{{- $_ := set $sasl "client_id" (required "kafka.sasl.clientId is needed with oauthbearer" .clientId) }}
{{- $_ := set $sasl "client_secret_file" (printf "%s/client-secret" $folder) }}
{{- with .scope }}{{ $_ := set $sasl "scope" . }}{{ end }}
{{- with .extensions }}{{ $_ := set $sasl "extensions" . }}{{ end }}
{{- if .tokenCa }}{{ $_ := set $sasl "token_ca_file" (printf "%s/token-ca.crt" $folder) }}{{ end }}
{{- else }}
{{- $_ := set $sasl "username" (required "kafka.sasl.username is needed with kafka.sasl.mechanism" .username) }}
{{- $_ := set $sasl "password_file" (printf "%s/password" $folder) }}
{{- end }}
{{- end }}
{{- toYaml $sasl }}
{{- end }}

{{- /* keywarden.yaml, one file for the three services. */ -}}
{{- define "keywarden.config" -}}
{{- if not .Values.kafka.brokers }}{{ fail "kafka.brokers: name at least one, e.g. --set 'kafka.brokers={kafka:9092}'" }}{{ end }}
{{- $kafka := dict
      "brokers" .Values.kafka.brokers
      "create_topics" .Values.kafka.createTopics
      "partitions" (int .Values.kafka.partitions)
      "replication" (int .Values.kafka.replication) }}
{{- with .Values.kafka.tls }}{{ if .enabled }}
{{- $tls := dict }}
{{- if .secretName }}{{ $_ := set $tls "ca_file" "/etc/keywarden-secrets/kafka-tls/ca.crt" }}{{ end }}
{{- if .clientCertificate }}
{{- $_ := required "kafka.tls.secretName is needed with kafka.tls.clientCertificate" .secretName }}
{{- $_ := set $tls "cert_file" "/etc/keywarden-secrets/kafka-tls/tls.crt" }}
{{- $_ := set $tls "key_file" "/etc/keywarden-secrets/kafka-tls/tls.key" }}
{{- end }}
{{- $_ := set $kafka "tls" $tls }}
{{- end }}{{ end }}
{{- if .Values.kafka.sasl.mechanism }}
{{- $_ := set $kafka "sasl" (include "keywarden.sasl" .Values.kafka.sasl | fromYaml) }}
{{- end }}
{{- $redis := dict "key_prefix" .Values.redis.keyPrefix }}
{{- if not .Values.redis.secretName }}
{{- $_ := set $redis "url" (required "redis.url or redis.secretName is needed" .Values.redis.url) }}
{{- end }}
{{- $collector := deepCopy .Values.collector.config }}
{{- with .Values.collector.cri }}
{{- $cri := dict "enabled" (ternary "auto" "never" .enabled) }}
{{- with .socket }}{{ $_ := set $cri "socket" . }}{{ end }}
{{- $_ := set $collector "cri" (mergeOverwrite $cri ($collector.cri | default dict)) }}
{{- end }}
{{- $detector := deepCopy .Values.detector.config }}
{{- if .Values.detector.policy }}{{ $_ := set $detector "policy_file" "/etc/keywarden/policy.yaml" }}{{ end }}
{{- $config := dict
      "kafka" $kafka
      "redis" $redis
      "log" (dict "level" .Values.log.level "format" "json")
      "collector" $collector
      "detector" $detector
      "notifier" .Values.notifier.config }}
{{- with .Values.telemetry.otlpEndpoint }}{{ $_ := set $config "telemetry" (dict "otlp_endpoint" .) }}{{ end }}
{{- if .Values.http.enabled }}{{ $_ := set $config "http" (dict "listen" (printf "0.0.0.0:%d" (int .Values.http.port))) }}{{ end }}
{{- toYaml $config }}
{{- end }}

{{- /* What every pod has, at the level of its spec. */ -}}
{{- define "keywarden.pod" -}}
automountServiceAccountToken: false
{{- with .root.Values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
enableServiceLinks: false
terminationGracePeriodSeconds: 30
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "keywarden.podAnnotations" -}}
checksum/config: {{ include "keywarden.config" .root | cat (.root.Values.detector.policy | toJson) | sha256sum }}
{{- if .root.Values.http.enabled }}
prometheus.io/scrape: 'true'
prometheus.io/port: {{ .root.Values.http.port | quote }}
{{- end }}
{{- with .values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What every container has. */ -}}
{{- define "keywarden.container" -}}
image: {{ include "keywarden.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [--config, /etc/keywarden/keywarden.yaml]
resources: {{ toYaml .values.resources | nindent 2 }}
{{- if .root.Values.http.enabled }}
ports:
  - name: http
    containerPort: {{ .root.Values.http.port }}
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 20
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 10
{{- end }}
{{- end }}

{{- define "keywarden.redisEnv" -}}
{{- with .Values.redis.secretName }}
env:
  - name: KEYWARDEN_REDIS__URL
    valueFrom: { secretKeyRef: { name: {{ . }}, key: url } }
{{- end }}
{{- end }}

{{- define "keywarden.mounts" -}}
- name: config
  mountPath: /etc/keywarden
  readOnly: true
{{- if .Values.kafka.tls.secretName }}
- name: kafka-tls
  mountPath: /etc/keywarden-secrets/kafka-tls
  readOnly: true
{{- end }}
{{- if .Values.kafka.sasl.secretName }}
- name: kafka-sasl
  mountPath: /etc/keywarden-secrets/kafka-sasl
  readOnly: true
{{- end }}
{{- end }}

{{- define "keywarden.volumes" -}}
- name: config
  configMap: { name: {{ include "keywarden.name" . }} }
{{- with .Values.kafka.tls.secretName }}
- name: kafka-tls
  secret: { secretName: {{ . }}, defaultMode: 0440 }
{{- end }}
{{- with .Values.kafka.sasl.secretName }}
- name: kafka-sasl
  secret: { secretName: {{ . }}, defaultMode: 0440 }
{{- end }}
{{- end }}
