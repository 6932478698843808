{{/*
The name of an object, with the prefix of this release. Call: include "oamc.name" (list $ "NAME")
*/}}
{{- define "oamc.name" -}}
{{ print (index . 0).Values.namePrefix (index . 1) | quote | replace "<" "\\x3c" }}
{{- end }}

{{/*
An amount of cpu, given as a number of cores or as a text such as 500m, as a text. Call: include "oamc.cores" VALUE
*/}}
{{- define "oamc.cores" -}}
{{- if kindIs "string" . }}{{ . | quote | replace "<" "\\x3c" }}{{ else }}{{ . | toJson | quote }}{{ end }}
{{- end }}

{{/*
Any value on one line: every text arrives as it is, and numbers are not rounded. Call: include "oamc.value" VALUE
*/}}
{{- define "oamc.value" -}}
{{- if kindIs "string" . }}{{ . | quote | replace "<" "\\x3c" }}
{{- else if kindIs "map" . }}{ {{- range $key, $item := . }}{{ $key | quote | replace "<" "\\x3c" }}: {{ include "oamc.value" $item }}, {{ end -}} }
{{- else if kindIs "slice" . }}[ {{- range $item := . }}{{ include "oamc.value" $item }}, {{ end -}} ]
{{- else }}{{ . | toJson }}{{ end }}
{{- end }}
