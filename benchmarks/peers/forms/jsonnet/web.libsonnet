// A web server with its Service, autoscaler and Ingress.
function(settings)
  local labels = {
    'app.kubernetes.io/name': settings.name,
    'app.kubernetes.io/part-of': settings.application,
  };
  local metadata = { name: settings.instance, labels: labels };
  [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: labels },
          spec: {
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            containers: [{
              name: 'web',
              image: settings.image,
              ports: [{ name: 'http', containerPort: settings.port }],
              env: [
                { name: 'TARGET', value: settings.target },
                { name: 'PORT', value: '%d' % settings.port },
              ],
              resources: {
                requests: { cpu: settings.cpu, memory: settings.memory },
                limits: { memory: settings.memory },
              },
              readinessProbe: { httpGet: { path: '/healthz', port: settings.port } },
            }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: settings.port, targetPort: 'http' }] },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: settings.instance },
        minReplicas: settings.minimum,
        maxReplicas: settings.maximum,
        metrics: [{
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: settings.utilization } },
        }],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadata,
      spec: {
        rules: [{
          host: settings.host,
          http: {
            paths: [{
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: settings.instance, port: { number: settings.port } } },
            }],
          },
        }],
      },
    },
  ]
