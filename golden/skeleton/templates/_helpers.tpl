{{/*
A text in double quotes of which every character arrives: Helm deletes <no value> from what it renders, and Argo CD passes over a
file with a text that begins +argocd and a colon. Call: VALUE | include "oamc.text"
*/}}
{{- define "oamc.text" -}}
{{ . | quote | replace "<" "\\x3c" | replace "+argocd:" "\\x2bargocd:" }}
{{- end }}

{{/*
The name of an object, with the prefix of this release. Call: include "oamc.name" (list $ "NAME")
*/}}
{{- define "oamc.name" -}}
{{ print (index . 0).Values.namePrefix (index . 1) | include "oamc.text" }}
{{- end }}

{{/*
An amount of cpu, given as a number of cores or as a text such as 500m, as a text. Call: include "oamc.cores" VALUE
*/}}
{{- define "oamc.cores" -}}
{{- if kindIs "string" . }}{{ . | include "oamc.text" }}{{ else }}{{ . | toJson | quote }}{{ end }}
{{- end }}

{{/*
Any value on one line: every text arrives as it is, and numbers are not rounded. A key that is longer than YAML sees for itself
is marked as a key. Call: include "oamc.value" VALUE
*/}}
{{- define "oamc.value" -}}
{{- if kindIs "string" . }}{{ . | include "oamc.text" }}
{{- else if kindIs "map" . }}{ {{- range $key, $item := . }}{{ include "oamc.key" ($key | include "oamc.text") }}: {{ include "oamc.value" $item }}, {{ end -}} }
{{- else if kindIs "slice" . }}[ {{- range $item := . }}{{ include "oamc.value" $item }}, {{ end -}} ]
{{- else }}{{ . | toJson }}{{ end }}
{{- end }}

{{/*
A quoted key before its colon. Call: include "oamc.key" TEXT
*/}}
{{- define "oamc.key" -}}
{{- if gt (len .) 1024 }}? {{ . }} {{ else }}{{ . }}{{ end }}
{{- end }}
