{{/*
How to read the templates of this chart

Each template makes one Kubernetes object. $instance holds the values of the instance that it belongs to, $scope those of a scope.

What is not always there stands between an if and its end:
- An optional trait has a value enabled, which is true or false and always there: values.schema.json demands it.
- A value that may be left open has a value if "oamc.isSet" says so. Plain {{ if VALUE }}, or default, would take 0, false and
  the empty text for no value, and they are values.
- Kubernetes does not keep an empty text in some fields. Such a field is left out: {{ if ne VALUE "" }}.
Where a value that may be left open has a stand-in, ternary chooses between the two, for the same reason.

How values are written:
- A text by quote, where its schema lets only characters through with which nothing can happen, such as an image or a host name.
- Any other text by "oamc.text", and lists and mappings of such texts by "oamc.value": quote, and one thing more, which see.
- A number, a boolean or a list of them by toJson: Helm reads numbers as floats and would print 1000000 as 1e+06.
- The name of an object by "oamc.name", which knows the prefix of this release.

Nothing here looks at the cluster, the release, the clock or chance: the same values always give the same objects.
*/}}

{{/*
Whether a value is set, as the text true or as nothing. Helm keeps a null in the values in some versions and drops it in others:
both mean that there is no value. Call: if include "oamc.isSet" VALUE
*/}}
{{- define "oamc.isSet" -}}
{{ if not (kindIs "invalid" .) }}true{{ end }}
{{- end }}

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
{{ print (index . 0).Values.namePrefix (index . 1) | quote }}
{{- end }}

{{/*
An amount of cpu, given as a number of cores or as a text such as 500m, as a text. Call: include "oamc.cores" VALUE
*/}}
{{- define "oamc.cores" -}}
{{ if kindIs "string" . }}{{ . | quote }}{{ else }}{{ . | toJson | quote }}{{ end }}
{{- end }}

{{/*
An amount of cpu, so many hundredths as much, rounded up to thousandths of a core, and perhaps the number of these. Call: include
"oamc.times" (list VALUE HUNDREDTHS), or (list VALUE HUNDREDTHS 1000)
*/}}
{{- define "oamc.times" -}}
{{- $text := index . 0 -}}
{{- if not (kindIs "string" $text) }}{{ $text = toJson $text }}{{ end -}}
{{- $amount := 0 -}}
{{- if hasSuffix "m" $text -}}
  {{- $amount = atoi (trimSuffix "m" $text) -}}
{{- else if hasSuffix "k" $text -}}
  {{- $amount = mul (atoi (trimSuffix "k" $text)) 1000000 -}}
{{- else if hasSuffix "M" $text -}}
  {{- $amount = mul (atoi (trimSuffix "M" $text)) 1000000000 -}}
{{- else -}}
  {{- $parts := splitList "." (print $text ".") -}}
  {{- $fraction := index $parts 1 -}}
  {{- $finer := trimPrefix (trunc 3 $fraction) $fraction -}}
  {{- $amount = add (mul (atoi (index $parts 0)) 1000) (atoi (print $fraction "000" | trunc 3)) -}}
  {{- if ne (trimAll "0" $finer) "" }}{{ $amount = add1 $amount }}{{ end -}}
{{- end -}}
{{- $amount = div (add (mul $amount (index . 1)) 99) 100 -}}
{{- range slice . 2 }}{{ $amount = mul $amount . }}{{ end -}}
{{- $unit := "m" -}}
{{- if eq (mod $amount 1000) 0 -}}
  {{- $amount = div $amount 1000 -}}
  {{- $unit = "" -}}
  {{- range list "k" "M" "G" "T" "P" -}}
    {{- if eq (mod $amount 1000) 0 }}{{ $amount = div $amount 1000 }}{{ $unit = . }}{{ end -}}
  {{- end -}}
{{- end -}}
{{ print $amount $unit | quote }}
{{- end }}

{{/*
A rate of data, such as 10Mbit or 5MB/s, in units of so many bits. Behind its number stands the first of the names of units, or that
of thousands of them, of millions, and so on, as long as the number is whole. Call: include "oamc.rate" (list VALUE BITS NAME ...)
*/}}
{{- define "oamc.rate" -}}
{{- $text := index . 0 -}}
{{- $amount := atoi (regexFind "^[0-9]+" $text) -}}
{{- $amount = mul $amount (get (dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000) (regexFind "[kMGT]" $text)) -}}
{{- if contains "B" $text }}{{ $amount = mul $amount 8 }}{{ end -}}
{{- $amount = div $amount (index . 1) -}}
{{- $unit := index . 2 -}}
{{- range slice . 3 -}}
  {{- if eq (mod $amount 1000) 0 }}{{ $amount = div $amount 1000 }}{{ $unit = . }}{{ end -}}
{{- end -}}
{{ print $amount $unit | quote }}
{{- end }}

{{/*
Any value on one line: every text arrives as it is, and numbers are not rounded. A key that is longer than YAML sees for itself
is marked as a key. Call: include "oamc.value" VALUE
*/}}
{{- define "oamc.value" -}}
{{- $separator := "" -}}
{{- if kindIs "string" . -}}
  {{ . | include "oamc.text" }}
{{- else if kindIs "map" . -}}
  { {{- range $key, $item := . -}}
    {{ $separator }}{{ include "oamc.key" ($key | include "oamc.text") }}: {{ include "oamc.value" $item }}{{ $separator = ", " }}
  {{- end -}} }
{{- else if kindIs "slice" . -}}
  [ {{- range $item := . -}}
    {{ $separator }}{{ include "oamc.value" $item }}{{ $separator = ", " }}
  {{- end -}} ]
{{- else -}}
  {{ . | toJson }}
{{- end -}}
{{- end }}

{{/*
A quoted key before its colon. Call: include "oamc.key" TEXT
*/}}
{{- define "oamc.key" -}}
{{ if gt (len .) 1024 }}? {{ . }} {{ else }}{{ . }}{{ end }}
{{- end }}
