{{- define "shop-NUMBER.selector" -}}
app.kubernetes.io/name: web-NUMBER
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "shop-NUMBER.labels" -}}
{{ include "shop-NUMBER.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
