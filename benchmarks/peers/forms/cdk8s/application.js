// Writes the objects of as many applications as the first argument says into the folder of the second.
const { ApiObject, App, Chart } = require('cdk8s');

class Web extends Chart {
  constructor(scope, settings) {
    const labels = { 'app.kubernetes.io/name': settings.name, 'app.kubernetes.io/part-of': settings.application };
    super(scope, settings.application, { disableResourceNameHashes: true, labels });
    const metadata = { name: settings.instance };
    new ApiObject(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            containers: [{
              name: 'web',
              image: settings.image,
              ports: [{ name: 'http', containerPort: settings.port }],
              env: [{ name: 'TARGET', value: settings.target }, { name: 'PORT', value: String(settings.port) }],
              resources: {
                requests: { cpu: settings.cpu, memory: settings.memory },
                limits: { memory: settings.memory },
              },
              readinessProbe: { httpGet: { path: '/healthz', port: settings.port } },
            }],
          },
        },
      },
    });
    new ApiObject(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: settings.port, targetPort: 'http' }] },
    });
    new ApiObject(this, 'autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: settings.instance },
        minReplicas: settings.minimum,
        maxReplicas: settings.maximum,
        metrics: [{
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: settings.utilization } },
        }],
      },
    });
    new ApiObject(this, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
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
    });
  }
}

const app = new App({ outdir: process.argv[3] });
for (let number = 0; number < Number(process.argv[2]); number += 1) {
  new Web(app, {
    application: `shop-${number}`,
    name: `web-${number}`,
    instance: `shop-web-${number}`,
    image: 'registry.example.com/web:1.4.2',
    target: 'Rudr',
    port: 8080,
    cpu: '250m',
    memory: '128Mi',
    minimum: 2,
    maximum: 6,
    utilization: 70,
    host: `shop-${number}.example.com`,
  });
}
app.synth();
