(import 'web.libsonnet')({
  application: 'shop-NUMBER',
  name: 'web-NUMBER',
  instance: 'shop-web-NUMBER',
  image: 'registry.example.com/web:1.4.2',
  target: 'Rudr',
  port: 8080,
  cpu: '250m',
  memory: '128Mi',
  minimum: 2,
  maximum: 6,
  utilization: 70,
  host: 'shop-NUMBER.example.com',
})
