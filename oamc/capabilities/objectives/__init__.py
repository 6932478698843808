"""Objectives of service: what the trait `slo` is made of (docs/spec/objectives.md).

    properties     what a document may say
    reading        from bound properties to objectives, and what is wrong with them
    queries        what the built-in indicators ask Prometheus
    findings       what the trait finds wrong, or worth to be told

and one module for each engine, which makes the objects:

    prometheus_rules      prometheus    a PrometheusRule with series and alerts
    analysis_templates    argo          an AnalysisTemplate of Argo Rollouts
    metric_templates      flagger       a MetricTemplate for each objective
    service_levels        sloth, pyrra  what these make rules of
"""
